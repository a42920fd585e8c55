package dev.slipway.origin;

import dev.slipway.site.AppAddress;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How one address does, for all event loops: one immutable reference, swapped whole.
 *
 * <p>Two judges: requests (passive: three connections in a row that were refused or reset eject the address for a time
 * that doubles) and the health check (active: two failures in a row, until one success). An address that was never
 * checked is usable.
 */
final class AddressState {
    /** Failures in a row before requests pass the address over. */
    static final int FAILURES_TO_EJECT = 3;

    /** Failed checks in a row before the address counts as unhealthy. */
    static final int CHECKS_TO_EJECT = 2;

    static final long FIRST_EJECTION_NANOS = 1_000_000_000L;
    static final long LONGEST_EJECTION_NANOS = 30_000_000_000L;

    /**
     * @param failures connections in a row that were refused or reset
     * @param ejections ejections in a row, each twice as long as the one before
     * @param ejectedUntil by the nano clock; meaningful while ejections is above zero
     * @param failedChecks health checks in a row that failed
     * @param detail the last thing that happened, in words
     */
    private record Judgement(int failures, int ejections, long ejectedUntil, int failedChecks, String detail) {}

    private static final Judgement FINE = new Judgement(0, 0, 0, 0, "not yet asked");

    private final AppAddress address;
    private final AtomicReference<Judgement> judgement = new AtomicReference<>(FINE);

    AddressState(AppAddress address) {
        this.address = address;
    }

    AppAddress address() {
        return address;
    }

    /** Whether requests go to it while others are as good. */
    boolean isUsable(long now) {
        Judgement current = judgement.get();
        return current.failedChecks < CHECKS_TO_EJECT && !isEjected(current, now);
    }

    /** It answered a request. */
    void answered() {
        Judgement current = judgement.get();
        if (current.failures == 0 && current.ejections == 0) {
            return;
        }
        judgement.updateAndGet(was -> new Judgement(0, 0, 0, was.failedChecks, "answers requests"));
    }

    /** It refused or reset a connection. */
    void refused(long now, String why) {
        judgement.updateAndGet(was -> {
            int failures = was.failures + 1;
            if (failures < FAILURES_TO_EJECT || isEjected(was, now)) {
                return new Judgement(failures, was.ejections, was.ejectedUntil, was.failedChecks, why);
            }
            long time = Math.min(FIRST_EJECTION_NANOS << Math.min(was.ejections, 10), LONGEST_EJECTION_NANOS);
            return new Judgement(failures, was.ejections + 1, now + time, was.failedChecks, why);
        });
    }

    /** The health check succeeded: requests go there again at once. */
    void checked(String how) {
        judgement.updateAndGet(was -> new Judgement(0, 0, 0, 0, how));
    }

    /** The health check failed. */
    void checkFailed(String why) {
        judgement.updateAndGet(
                was -> new Judgement(was.failures, was.ejections, was.ejectedUntil, was.failedChecks + 1, why));
    }

    AppPool.AddressHealth health(long now) {
        return new AppPool.AddressHealth(address.toString(), isUsable(now), judgement.get().detail);
    }

    private static boolean isEjected(Judgement judgement, long now) {
        return judgement.ejections > 0 && now - judgement.ejectedUntil < 0;
    }
}
