package dev.slipway.telemetry;

import java.nio.ByteBuffer;
import java.util.Base64;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One route of one release in one minute. On disk it is a line of eleven words between spaces; an empty word is a hyphen:
 *
 * <pre>
 * shop production products 2026-11-22.3 29401234 812 0 1203342 771 812 HISTiAAAAC…
 * </pre>
 *
 * @param minute since 1970
 * @param requests answered
 * @param errors of them with 5xx, or not at all
 * @param bytes of bodies sent
 * @param spared of the answerable ones, those that the app was not asked for
 * @param answerable requests that the cache could have answered
 * @param latency an HdrHistogram in microseconds, in its own compact encoding
 */
record MinuteRecord(
        String site,
        String environment,
        String route,
        String release,
        long minute,
        long requests,
        long errors,
        long bytes,
        long spared,
        long answerable,
        byte[] latency) {
    private static final int WORDS = 11;
    private static final String EMPTY = "-";

    MinuteFigures.Key key() {
        return new MinuteFigures.Key(site, environment, route, release);
    }

    Histogram histogram() {
        return Histogram.decodeFromByteBuffer(ByteBuffer.wrap(latency), 0);
    }

    String line() {
        return String.join(
                " ",
                word(site),
                word(environment),
                word(route),
                word(release),
                String.valueOf(minute),
                String.valueOf(requests),
                String.valueOf(errors),
                String.valueOf(bytes),
                String.valueOf(spared),
                String.valueOf(answerable),
                Base64.getEncoder().withoutPadding().encodeToString(latency));
    }

    private static String word(String text) {
        return text.isEmpty() ? EMPTY : text;
    }

    private static String text(String word) {
        return word.equals(EMPTY) ? "" : word;
    }

    /** What that line says, or null where it was cut off or is none. */
    static @Nullable MinuteRecord parse(String line) {
        String[] words = line.split(" ", -1);
        if (words.length != WORDS) {
            return null;
        }
        try {
            MinuteRecord record = new MinuteRecord(
                    text(words[0]),
                    text(words[1]),
                    text(words[2]),
                    text(words[3]),
                    Long.parseLong(words[4]),
                    Long.parseLong(words[5]),
                    Long.parseLong(words[6]),
                    Long.parseLong(words[7]),
                    Long.parseLong(words[8]),
                    Long.parseLong(words[9]),
                    Base64.getDecoder().decode(words[10]));
            return record.histogram().getTotalCount() == record.requests() ? record : null;
        } catch (RuntimeException damaged) {
            return null;
        }
    }
}
