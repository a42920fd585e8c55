package dev.slipway.check.inspect;

import dev.slipway.check.CheckAnswer;
import dev.slipway.http.CacheControl;
import dev.slipway.http.MediaTypes;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One URL as a client sees it that asks in several ways.
 *
 * @param url what was asked for
 * @param plain GET, no coding accepted
 * @param again the same at once afterwards
 * @param encoded GET that accepts gzip, br and zstd
 * @param head HEAD, no coding accepted
 * @param conditional GET with the validator of {@code plain}, or null where it has none
 * @param range GET for a few bytes from the middle, or null where ranges are not advertised
 * @param beyond GET for bytes behind the end, or null likewise
 * @param language GET that prefers another language
 * @param json GET that prefers JSON to HTML
 * @param origin GET that comes from a page of another site
 * @param at when {@code plain} came
 */
record Observation(
        String url,
        CheckAnswer plain,
        CheckAnswer again,
        CheckAnswer encoded,
        CheckAnswer head,
        @Nullable CheckAnswer conditional,
        @Nullable CheckAnswer range,
        @Nullable CheckAnswer beyond,
        CheckAnswer language,
        CheckAnswer json,
        CheckAnswer origin,
        Instant at) {
    /** The origin that no site has: what comes back with it was made of the request. */
    static final String FOREIGN_ORIGIN = "https://elsewhere.invalid";

    /** A part of a name that bundlers make of the content: eight signs or more, a digit among them. */
    private static final Pattern FINGERPRINT = Pattern.compile(
            "[.\\-_](?=[A-Za-z0-9_-]*[0-9])(?=[A-Za-z0-9_-]*[A-Za-z])[A-Za-z0-9_-]{8,64}\\.[a-z0-9.]+$");

    private static final Set<String> ASSET_TYPES =
            Set.of("text/css", "text/javascript", "application/javascript", "application/wasm");

    CacheControl cacheControl() {
        return CacheControl.of(plain.fields());
    }

    boolean succeeded() {
        return plain.isSuccess();
    }

    /** Whether the answer may be kept by anybody for some time without asking. */
    boolean isFresh() {
        CacheControl control = cacheControl();
        return !control.has("no-store")
                && !control.has("no-cache")
                && (control.seconds("max-age") > 0 || control.seconds("s-maxage") > 0);
    }

    /** Whether a shared cache may keep it without asking. */
    boolean isSharedFresh() {
        return isFresh() && !cacheControl().has("private");
    }

    boolean isDocument() {
        return plain.isHtml();
    }

    boolean isAsset() {
        String type = plain.mediaType();
        return ASSET_TYPES.contains(type) || type.startsWith("image/") || type.startsWith("font/");
    }

    boolean isSecure() {
        return url.startsWith("https:");
    }

    boolean isText() {
        return MediaTypes.isCompressible(plain.mediaType());
    }

    /** Whether the same question gives the same answer. */
    boolean isStable() {
        return plain.status() == again.status() && java.util.Arrays.equals(plain.body(), again.body());
    }

    boolean isFingerprinted() {
        return FINGERPRINT.matcher(plain.request().path()).find();
    }

    boolean varies(String field) {
        for (String name : plain.field("Vary").split(",", -1)) {
            if (name.strip().equalsIgnoreCase(field) || name.strip().equals("*")) {
                return true;
            }
        }
        return false;
    }

    /** The end of the path from the last dot on, lower case; empty where the last segment has none. */
    String extension() {
        String path = plain.request().path();
        int dot = path.lastIndexOf('.');
        return dot < path.lastIndexOf('/') || dot < 0 ? "" : path.substring(dot).toLowerCase(Locale.ROOT);
    }
}
