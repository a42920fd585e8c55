package dev.slipway.http;

import static dev.slipway.testing.Property.holds;
import static dev.slipway.testing.Property.same;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Cache-Control: bounded, without regard to case, and never fresher for being said twice or beside no-store. */
public final class CacheControlFuzz {
    private static final List<String> NAMES =
            List.of("max-age", "s-maxage", "stale-while-revalidate", "stale-if-error", "min-fresh");

    private CacheControlFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        CacheControl once = CacheControl.of(Fields.of("Cache-Control", text));
        CacheControl upper = CacheControl.of(Fields.of("cache-control", text.toUpperCase(Locale.ROOT)));
        CacheControl twice = CacheControl.of(Fields.of("Cache-Control", text, "Cache-Control", text));
        CacheControl less = CacheControl.of(Fields.of("Cache-Control", text, "Cache-Control", "max-age=5, no-store"));
        for (String name : NAMES) {
            long seconds = once.seconds(name);
            holds(seconds >= -1 && seconds <= CacheControl.MOST_SECONDS, name + " of " + seconds);
            same(twice.seconds(name), seconds, name + " said twice");
            if (text.chars().allMatch(c -> c < 0x80)) {
                same(upper.seconds(name), seconds, name + " in upper case");
            }
        }
        holds(less.has("no-store"), "no-store on a line of its own was lost");
        holds(less.seconds("max-age") <= 5, "max-age=5 on a line of its own was lost");
        CacheControl targeted = CacheControl.targeted(Fields.of("CDN-Cache-Control", text));
        if (targeted != null) {
            long seconds = targeted.seconds("max-age");
            holds(seconds >= -1 && seconds <= CacheControl.MOST_SECONDS, "targeted max-age of " + seconds);
        }
    }
}
