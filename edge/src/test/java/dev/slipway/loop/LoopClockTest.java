package dev.slipway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoopClockTest {
    private static final long MILLI = 1_000_000;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - MILLI);
    private final AtomicLong millis = new AtomicLong(5_000);
    private final LoopClock clock = new LoopClock(() -> Instant.ofEpochMilli(millis.get()), nanos::get);

    private void pass(long milliseconds) {
        nanos.addAndGet(milliseconds * MILLI);
        millis.addAndGet(milliseconds);
    }

    @Test
    void goesLikeAnyClockUntilItIsHeld() {
        long before = clock.nanos();
        pass(3);

        assertThat(clock.nanos() - before).isEqualTo(3 * MILLI);
        assertThat(clock.millis()).isEqualTo(5_003);
        assertThat(clock.instant()).isEqualTo(Instant.ofEpochMilli(5_003));
    }

    @Test
    void standsStillWhileItIsHeldAndGoesOnWhenLetGo() {
        clock.hold();
        long held = clock.nanos();
        long heldMillis = clock.millis();
        pass(70);

        assertThat(clock.nanos()).isEqualTo(held);
        assertThat(clock.millis()).isEqualTo(heldMillis);
        assertThat(clock.instant()).isEqualTo(Instant.ofEpochMilli(heldMillis));

        clock.letGo();
        assertThat(clock.nanos() - held).isEqualTo(70 * MILLI);
        assertThat(clock.millis()).isEqualTo(5_070);
    }

    /** Wall clocks are set, and then jump: nothing of an earlier hold may be left. */
    @Test
    void eachHoldReadsTheWallClockAnew() {
        for (int i = 0; i < 3; i++) {
            clock.hold();
            assertThat(clock.millis()).isEqualTo(millis.get());
            clock.letGo();
            millis.addAndGet(2_225);
        }
    }

    /** The monotonic clock wraps round on the way, as System.nanoTime() may. */
    @Test
    void advancingReadsAgainOnlyWhereItIsHeld() {
        clock.hold();
        long held = clock.nanos();
        pass(2);
        clock.advance();
        assertThat(clock.nanos() - held).isEqualTo(2 * MILLI);
        pass(2);
        assertThat(clock.nanos() - held).as("held again").isEqualTo(2 * MILLI);
        clock.letGo();

        clock.advance();
        pass(2);
        assertThat(clock.nanos() - held).as("still going").isEqualTo(6 * MILLI);
    }

    @Test
    void oneThreadsHoldIsNoOthers() throws InterruptedException {
        clock.hold();
        long held = clock.nanos();
        pass(9);
        AtomicLong seen = new AtomicLong();
        Thread other = Thread.ofPlatform().start(() -> seen.set(clock.nanos()));
        other.join();
        clock.letGo();

        assertThat(seen.get() - held).isEqualTo(9 * MILLI);
    }
}
