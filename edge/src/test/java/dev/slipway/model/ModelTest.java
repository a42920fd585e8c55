package dev.slipway.model;

import org.junit.jupiter.api.Test;

/** The corridor against the model. */
class ModelTest {
    private static final long STEPS = Long.getLong("slipway.model.steps", 200_000);
    private static final long SEED = Long.getLong("slipway.model.seed", 1);
    private static final long STEPS_OF_A_WALK = 10_000;

    @Test
    void inMemory() {
        long started = System.nanoTime();
        for (long done = 0; done < STEPS; done += STEPS_OF_A_WALK) {
            try (Walk walk = new Walk(SEED + done, null, 64 << 20, false)) {
                walk.walk(Math.min(STEPS_OF_A_WALK, STEPS - done));
                walk.end();
            }
        }
        System.err.println(STEPS + " steps in " + (System.nanoTime() - started) / 1_000_000 + " ms");
    }
}
