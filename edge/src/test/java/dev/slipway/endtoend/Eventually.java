package dev.slipway.endtoend;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What another process will have done soon. */
final class Eventually {
    private static final long SECONDS = 30;

    private Eventually() {}

    /** Asks until the answer is as wanted, and returns it; fails with the last one. */
    static <T> T get(Callable<T> question, Predicate<T> wanted) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        T answer = question.call();
        while (!wanted.test(answer)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("still after " + SECONDS + " s: " + answer);
            }
            TimeUnit.MILLISECONDS.sleep(20);
            answer = question.call();
        }
        return answer;
    }
}
