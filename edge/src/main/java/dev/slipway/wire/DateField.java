package dev.slipway.wire;

import dev.slipway.http.HttpDate;
import dev.slipway.http.PreparedHead;
import java.nio.charset.StandardCharsets;
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
    private byte[] line = {};
    private byte[] block = {};

    DateField(InstantSource clock) {
        this.clock = clock;
    }

    /** The line with its CRLF; shared, not to be written to. */
    byte[] line() {
        refresh();
        return line;
    }

    /** The same for HTTP/2: a field line to stand behind a block; shared, not to be written to. */
    byte[] block() {
        refresh();
        return block;
    }

    private void refresh() {
        long now = Math.floorDiv(clock.millis(), 1000L);
        if (now != second) {
            second = now;
            String date = HttpDate.format(Instant.ofEpochSecond(now));
            line = ("Date: " + date + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
            block = PreparedHead.http2Date(date);
        }
    }
}
