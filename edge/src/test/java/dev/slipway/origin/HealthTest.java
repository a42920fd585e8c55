package dev.slipway.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.site.AppAddress;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Who is asked, who is passed over, and for how long. */
class HealthTest {
    private static final long SECOND = 1_000_000_000L;

    private final List<AddressState> states = List.of(state(1), state(2), state(3));
    private final Rotation rotation = new Rotation(states);

    @Test
    void addressesTakeTurns() {
        assertThat(List.of(next(), next(), next(), next())).containsExactly(0, 1, 2, 0);
    }

    @Test
    void threeRefusalsInARowEjectForATimeThatDoubles() {
        AddressState state = states.getFirst();
        long now = 5;
        for (int ejection = 0; ejection < 8; ejection++) {
            for (int i = 0; i < AddressState.FAILURES_TO_EJECT; i++) {
                state.refused(now, "refused");
            }
            long time = Math.min(SECOND << ejection, 30 * SECOND);
            assertThat(state.isUsable(now + time - 1))
                    .as("ejection %s", ejection)
                    .isFalse();
            now += time;
            assertThat(state.isUsable(now)).as("after ejection %s", ejection).isTrue();
        }
        state.answered();
        state.refused(now, "refused");
        assertThat(state.isUsable(now)).isTrue();
    }

    @Test
    void aSuccessfulCheckRestoresAtOnceAndTwoFailedOnesTakeOut() {
        AddressState state = states.getFirst();
        for (int i = 0; i < 3; i++) {
            state.refused(0, "refused");
        }
        state.checked("fine");
        assertThat(state.isUsable(0)).isTrue();
        state.checkFailed("503");
        assertThat(state.isUsable(0)).isTrue();
        state.checkFailed("503");
        assertThat(state.isUsable(Long.MAX_VALUE / 2)).isFalse();
        assertThat(state.health(0).detail()).isEqualTo("503");
    }

    @Test
    void theUnusableAreAskedOnlyWhenNobodyElseIsLeft() {
        states.get(1).checkFailed("x");
        states.get(1).checkFailed("x");
        BitSet tried = new BitSet();
        tried.set(0);
        assertThat(rotation.next(tried, 0)).isEqualTo(2);
        tried.set(2);
        assertThat(rotation.next(tried, 0)).isEqualTo(1);
        tried.set(1);
        assertThat(rotation.next(tried, 0)).isEqualTo(Rotation.NOBODY);
    }

    @Test
    void theCheckAsksWithTheEnvironmentsHostAndScheme() throws Exception {
        var heads = new LinkedBlockingQueue<String>();
        AtomicBoolean ill = new AtomicBoolean();
        try (ScriptedOrigin app = ScriptedOrigin.tcp(with -> {
                    String head = with.readHead();
                    heads.add(head == null ? "" : head);
                    with.send("HTTP/1.1 " + (ill.get() ? "503" : "204") + " X\r\nContent-Length: 0\r\n\r\n");
                });
                Client client = Client.checking("/health", app.address())) {
            assertThat(heads.poll(5, TimeUnit.SECONDS))
                    .startsWith("GET /health HTTP/1.1\r\nHost: shop.localhost\r\n")
                    .contains("X-Forwarded-Proto: https\r\n");
            await(() -> health(client).detail().equals("health check passed"));
            ill.set(true);
            await(() -> !health(client).healthy());
            assertThat(health(client).detail()).isEqualTo("health check answered 503, expected 2xx");
            ill.set(false);
            await(() -> health(client).healthy());
        }
    }

    private int next() {
        return rotation.next(null, 0);
    }

    private static AddressState state(int port) {
        return new AddressState(new AppAddress.Tcp("127.0.0.1", port));
    }

    private static AppPool.AddressHealth health(Client client) {
        return client.pool().health().getFirst();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited twenty seconds").isLessThan(deadline);
            Thread.yield();
        }
    }
}
