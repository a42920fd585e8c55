package dev.slipway.wire;

import dev.slipway.http.HttpDate;
import dev.slipway.http.PreparedLine;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The Date line (RFC 9110 §6.6.1), encoded once a second. One per event loop, so it needs no lock.
 *
 * <p>{@code Date: Sun, 22 Nov 2026 10:00:00 GMT\r\n}
 */
final class DateField {
    private final InstantSource clock;
    private long second = Long.MIN_VALUE;
    private PreparedLine line = new PreparedLine("Date", "");

    DateField(InstantSource clock) {
        this.clock = clock;
    }

    /** The line with its CRLF; shared, not to be written to. */
    byte[] line() {
        refresh();
        return line.http1();
    }

    /** The same for either version. */
    PreparedLine prepared() {
        refresh();
        return line;
    }

    private void refresh() {
        long now = Math.floorDiv(clock.millis(), 1000L);
        if (now != second) {
            second = now;
            line = new PreparedLine("Date", HttpDate.format(Instant.ofEpochSecond(now)));
        }
    }
}
