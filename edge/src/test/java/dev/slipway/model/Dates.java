package dev.slipway.model;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Dates as the walk writes them and the model reads them: IMF-fixdate, or nothing that is a date (RFC 9110 §5.6.7). */
final class Dates {
    private static final DateTimeFormatter FIXDATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

    private Dates() {}

    static String text(long millis) {
        return FIXDATE.format(LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC));
    }

    /** In milliseconds, or null. */
    static @Nullable Long millis(@Nullable String text) {
        if (text == null || text.length() != 29) {
            return null;
        }
        try {
            return LocalDateTime.parse(text, FIXDATE).toInstant(ZoneOffset.UTC).toEpochMilli();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
