package dev.slipway.control;

import java.io.IOException;
import java.util.function.Predicate;

/** Where the access log's lines come from. */
@FunctionalInterface
public interface LogSource {
    /**
     * Hands over the last lines, and with {@code follow} each new one as it is written, until the taker has had enough.
     *
     * @param lines how many of the past
     * @param follow whether to wait for more
     * @param taker returns false when it wants no more
     */
    void read(int lines, boolean follow, Predicate<String> taker) throws IOException, InterruptedException;
}
