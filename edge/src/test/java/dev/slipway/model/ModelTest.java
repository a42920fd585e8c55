package dev.slipway.model;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The corridor against the model. */
class ModelTest {
    private static final long STEPS = Long.getLong("slipway.model.steps", 100_000);
    private static final long SEED = Long.getLong("slipway.model.seed", 1);
    private static final int STEPS_OF_A_WALK = 10_000;
    private static final long ENOUGH = 64 << 20;
    private static final long TOO_LITTLE = 600;

    @TempDir
    Path folder;

    private int walks;

    @Test
    void inMemory() {
        walk("in memory", STEPS, false, tale -> new World(tale, null, ENOUGH));
    }

    @Test
    void whereNothingStaysLong() {
        walk("with little room", STEPS / 10, true, tale -> new World(tale, null, TOO_LITTLE));
    }

    @Test
    void withRestarts() {
        walk("on disk", STEPS / 20, false, tale -> new World(tale, own(), ENOUGH));
    }

    @Test
    void overSockets() {
        walk("over sockets", STEPS / 20, false, tale -> new Sockets(tale, own()));
    }

    private Path own() {
        return folder.resolve("walk-" + walks);
    }

    private void walk(String what, long steps, boolean evicts, Walk.Maker maker) {
        long demanded = 0;
        long started = System.nanoTime();
        for (long done = 0; done < steps; done += STEPS_OF_A_WALK) {
            walks++;
            try (Walk walk = new Walk(SEED + done, evicts, maker)) {
                walk.walk(Math.min(STEPS_OF_A_WALK, steps - done));
                walk.end();
                demanded += walk.demanded();
            }
        }
        long seconds = (System.nanoTime() - started) / 1_000_000_000;
        System.out.println("model " + what + ": " + steps + " steps, of which " + demanded
                + " had to be answered without the app, in " + seconds + " s");
    }
}
