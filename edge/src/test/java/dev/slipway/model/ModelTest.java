package dev.slipway.model;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The corridor against the model. */
class ModelTest {
    private static final long STEPS = Long.getLong("slipway.model.steps", 100_000);
    private static final long SEED = Long.getLong("slipway.model.seed", 1);
    private static final long STEPS_OF_A_WALK = 10_000;

    @TempDir
    Path folder;

    @Test
    void inMemory() {
        walks(STEPS, 0, false, 64 << 20);
    }

    @Test
    void whereNothingStaysLong() {
        walks(STEPS / 10, 1, false, 600);
    }

    @Test
    void withRestarts() {
        walks(STEPS / 10, 2, true, 64 << 20);
    }

    private void walks(long steps, long kind, boolean disk, long memoryBytes) {
        long demanded = 0;
        long started = System.nanoTime();
        for (long done = 0; done < steps; done += STEPS_OF_A_WALK) {
            Path here = disk ? folder.resolve("walk-" + done) : null;
            try (Walk walk =
                    new Walk(SEED + kind + done, memoryBytes < 1 << 20, tale -> new World(tale, here, memoryBytes))) {
                walk.walk(Math.min(STEPS_OF_A_WALK, steps - done));
                walk.end();
                demanded += walk.demanded();
            }
        }
        System.err.println(kind + ": " + steps + " steps with " + demanded + " hits demanded, in "
                + (System.nanoTime() - started) / 1_000_000 + " ms");
    }
}
