package dev.slipway.http;

import static dev.slipway.testing.Property.same;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Dates: written and read again they are the same, and {@code java.time} understands IMF-fixdate as we do. */
public final class HttpDateFuzz {
    private static final DateTimeFormatter FIXDATE =
            DateTimeFormatter.ofPattern("dd MMM uuuu HH:mm:ss", Locale.ENGLISH);

    private HttpDateFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        Instant read = HttpDate.parse(text);
        if (read != null) {
            same(HttpDate.parse(HttpDate.format(read)), read, "written and read again");
            same(HttpDate.parseIgnoringCase(text.toUpperCase(Locale.ROOT)), read, "in upper case");
            same(HttpDate.parseIgnoringCase(text.toLowerCase(Locale.ROOT)), read, "in lower case");
        }
        if (text.length() == 29 && text.charAt(3) == ',' && text.endsWith(" GMT")) {
            byTheJdk(text, read);
        }
    }

    private static void byTheJdk(String text, @org.jspecify.annotations.Nullable Instant read) {
        Instant theirs;
        try {
            theirs = LocalDateTime.parse(text.substring(5, 25), FIXDATE).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return; // a leap second, for one, which RFC 9110 has and java.time has not
        }
        if (read != null) {
            same(read, theirs, "for java.time");
        }
    }
}
