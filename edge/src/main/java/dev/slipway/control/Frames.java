package dev.slipway.control;

import dev.slipway.blob.Digest;
import dev.slipway.control.Refusal.Retry;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Several contents in one request body, one behind the other, each behind a line that names it.
 *
 * <pre>{@code
 * 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 4\n
 * test
 * }</pre>
 */
final class Frames {
    private static final Pattern HEAD = Pattern.compile("([0-9a-f]{64}) (\\d{1,15})");
    private static final int LONGEST_HEAD = 80;

    private Frames() {}

    /** Takes one frame's bytes; must read all of them. */
    @FunctionalInterface
    interface Taker {
        void take(Digest digest, long size, InputStream bytes);
    }

    /**
     * Hands every frame to the taker.
     *
     * @return how many there were
     * @throws Refusal when a head is malformed; frames before it were taken
     */
    static int read(InputStream body, Taker taker) throws IOException {
        BufferedInputStream in = new BufferedInputStream(body, 64 << 10);
        int frames = 0;
        for (String head = head(in); head != null; head = head(in)) {
            Matcher matcher = HEAD.matcher(head);
            if (!matcher.matches()) {
                throw Refusal.of(
                        400,
                        "bad-frame",
                        Retry.AFTER_CHANGE,
                        "frame " + (frames + 1) + " begins with \"" + head + '"',
                        "64 hexadecimal digits, a space, the length in bytes and a line feed",
                        "The " + frames + " frames before it are stored. Mend the client and send the rest.");
            }
            taker.take(new Digest(matcher.group(1)), Long.parseLong(matcher.group(2)), in);
            frames++;
        }
        return frames;
    }

    /** The next head without its line feed, or what there is of one that is too long; null at the end. */
    private static @Nullable String head(InputStream in) throws IOException {
        byte[] head = new byte[LONGEST_HEAD + 1];
        int length = 0;
        while (length < head.length) {
            int octet = in.read();
            if (octet < 0 && length == 0) {
                return null;
            }
            if (octet < 0 || octet == '\n') {
                break;
            }
            head[length++] = (byte) octet;
        }
        return new String(head, 0, length, StandardCharsets.ISO_8859_1);
    }
}
