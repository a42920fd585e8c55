package dev.slipway.check.inspect;

import static dev.slipway.check.Severity.ERROR;
import static dev.slipway.check.Severity.NOTE;
import static dev.slipway.check.Severity.WARNING;

import dev.slipway.check.CheckAnswer;
import dev.slipway.check.inspect.Rule.Fix;
import dev.slipway.http.EntityTag;
import dev.slipway.http.HttpDate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What tells one version of an answer from another, and whether asking with it works; HEAD and ranges with it. */
final class ValidatorRules {
    private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(1);

    private static final Fix ETAG = new Fix(
            "response.headers[\"ETag\"] = f'\"{hashlib.sha256(body).hexdigest()[:32]}\"'",
            "ConditionalGetMiddleware, or @condition(etag_func=…)",
            "response.add_etag(); response.make_conditional(request)");

    private ValidatorRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule(
                        "no-validator",
                        WARNING,
                        "RFC 9110 §8.8",
                        "ETag or Last-Modified on what may be stored: asking again then costs a 304",
                        ETAG,
                        ValidatorRules::missing),
                new Rule(
                        "malformed-etag",
                        ERROR,
                        "RFC 9110 §8.8.3",
                        "an ETag in double quotes",
                        ETAG,
                        seen -> seen.plain().fields().contains("ETag") && tag(seen.plain()) == null
                                ? "ETag: " + seen.plain().field("ETag")
                                : null),
                new Rule(
                        "weak-validator",
                        NOTE,
                        "RFC 9110 §8.8.1",
                        "a strong ETag on a file: ranges and deltas need it",
                        ETAG,
                        ValidatorRules::weak),
                new Rule(
                        "validator-changes",
                        ERROR,
                        "RFC 9110 §8.8.3",
                        "the same ETag for the same bytes",
                        Fix.everywhere("make the ETag of the content, not of the time or the process"),
                        seen -> seen.succeeded()
                                        && seen.isStable()
                                        && !seen.plain()
                                                .field("ETag")
                                                .equals(seen.again().field("ETag"))
                                ? seen.plain().field("ETag") + ", then "
                                        + orNone(seen.again().field("ETag")) + " for the same bytes"
                                : null),
                new Rule(
                        "strong-validator-of-different-bytes",
                        ERROR,
                        "RFC 9110 §8.8.3.3",
                        "another strong ETag for other bytes, or a weak one",
                        Fix.everywhere("make the ETag of the bytes that are sent; let one part of the stack set it"),
                        ValidatorRules::sameTagOtherBytes),
                new Rule(
                        "last-modified-wrong",
                        WARNING,
                        "RFC 9110 §8.8.2",
                        "Last-Modified with a date of HTTP that is not to come",
                        Fix.everywhere("use the time of the content's last change, in UTC, or remove the field"),
                        ValidatorRules::lastModified),
                new Rule(
                        "condition-ignored",
                        WARNING,
                        "RFC 9110 §13.1.2",
                        "304 to a request that has the current validator",
                        ETAG,
                        seen -> seen.conditional() != null
                                        && seen.isStable()
                                        && seen.plain()
                                                .field("ETag")
                                                .equals(seen.again().field("ETag"))
                                        && seen.conditional().status() == 200
                                ? "200 to " + condition(seen.conditional())
                                : null),
                new Rule(
                        "not-modified-contradicts",
                        ERROR,
                        "RFC 9110 §15.4.5",
                        "a 304 with the ETag, Cache-Control and Vary of the 200",
                        Fix.everywhere("set the fields before the condition is judged, on both answers"),
                        ValidatorRules::contradicts),
                new Rule(
                        "head-differs",
                        ERROR,
                        "RFC 9110 §9.3.2",
                        "the same status and fields for HEAD as for GET",
                        new Fix(
                                "@app.api_route(path, methods=[\"GET\", \"HEAD\"])",
                                "@require_safe, and the same view for both",
                                "Flask answers HEAD by itself: remove the view's own handling"),
                        ValidatorRules::headDiffers),
                new Rule(
                        "range-broken",
                        ERROR,
                        "RFC 9110 §14.2",
                        "206 with the bytes asked for, or no Accept-Ranges",
                        Fix.everywhere("send the file with the framework's file response, or remove Accept-Ranges"),
                        ValidatorRules::rangeBroken),
                new Rule(
                        "range-beyond-the-end",
                        WARNING,
                        "RFC 9110 §15.5.17",
                        "416 with Content-Range: bytes */LENGTH",
                        Fix.everywhere("send the file with the framework's file response"),
                        ValidatorRules::beyond));
    }

    private static @Nullable String missing(Observation seen) {
        boolean reusable = seen.isFresh() || seen.cacheControl().has("no-cache");
        return seen.plain().status() == 200
                        && reusable
                        && !seen.cacheControl().has("no-store")
                        && !seen.plain().fields().contains("ETag")
                        && !seen.plain().fields().contains("Last-Modified")
                ? "Cache-Control: " + seen.plain().field("Cache-Control") + ", and no validator"
                : null;
    }

    private static @Nullable String weak(Observation seen) {
        EntityTag tag = tag(seen.plain());
        return seen.plain().status() == 200
                        && seen.isAsset()
                        && tag != null
                        && tag.weak()
                        && seen.plain().field("Accept-Ranges").equals("bytes")
                ? "ETag: " + tag + " with Accept-Ranges: bytes"
                : null;
    }

    private static @Nullable String sameTagOtherBytes(Observation seen) {
        EntityTag tag = tag(seen.plain());
        if (!seen.succeeded() || tag == null || tag.weak()) {
            return null;
        }
        for (CheckAnswer other : List.of(seen.again(), seen.encoded(), seen.language(), seen.json())) {
            if (other.status() == seen.plain().status()
                    && tag.equals(tag(other))
                    && !Arrays.equals(other.body(), seen.plain().body())) {
                return tag + " for " + seen.plain().body().length + " bytes and for " + other.body().length
                        + (other.body().length == seen.plain().body().length ? " other ones" : "");
            }
        }
        return null;
    }

    private static @Nullable String lastModified(Observation seen) {
        String value = seen.plain().fields().get("Last-Modified");
        if (value == null) {
            return null;
        }
        Instant modified = HttpDate.parse(value);
        return modified == null || modified.isAfter(seen.at().plus(CLOCK_DIFFERENCE))
                ? "Last-Modified: " + value
                : null;
    }

    private static @Nullable String contradicts(Observation seen) {
        CheckAnswer conditional = seen.conditional();
        if (conditional == null || conditional.status() != 304) {
            return null;
        }
        List<String> contradictions = new ArrayList<>();
        for (String name : List.of("ETag", "Cache-Control", "Vary")) {
            String whole = seen.plain().field(name);
            String brief = conditional.field(name);
            boolean weakened = name.equals("ETag") && sameWeakly(seen.plain(), conditional);
            if (!whole.equals(brief) && !weakened) {
                contradictions.add(name + ": " + orNone(whole) + " on 200, " + orNone(brief) + " on 304");
            }
        }
        if (conditional.problem() != null) {
            contradictions.add(conditional.problem());
        }
        return contradictions.isEmpty() ? null : String.join("; ", contradictions);
    }

    private static boolean sameWeakly(CheckAnswer left, CheckAnswer right) {
        EntityTag one = tag(left);
        EntityTag other = tag(right);
        return one != null && other != null && one.matchesWeakly(other);
    }

    private static @Nullable String headDiffers(Observation seen) {
        if (seen.plain().status() != seen.head().status()) {
            return "GET " + seen.plain().status() + ", HEAD "
                    + (seen.head().status() == 0 ? "no answer" : seen.head().status());
        }
        List<String> differences = new ArrayList<>();
        for (String name :
                List.of("Content-Type", "ETag", "Cache-Control", "Vary", "Last-Modified", "Content-Encoding")) {
            boolean moves = !seen.plain().field(name).equals(seen.again().field(name));
            if (!moves && !seen.plain().field(name).equals(seen.head().field(name))) {
                differences.add(name + ": " + orNone(seen.plain().field(name)) + " for GET, "
                        + orNone(seen.head().field(name)) + " for HEAD");
            }
        }
        String length = seen.head().fields().get("Content-Length");
        if (length != null
                && seen.isStable()
                && !length.equals(String.valueOf(seen.plain().body().length))) {
            differences.add("Content-Length: " + seen.plain().body().length + " for GET, " + length + " for HEAD");
        }
        if (seen.head().problem() != null) {
            differences.add(seen.head().problem());
        }
        return differences.isEmpty() ? null : String.join("; ", differences);
    }

    private static @Nullable String rangeBroken(Observation seen) {
        CheckAnswer range = seen.range();
        if (range == null || !seen.isStable()) {
            return null;
        }
        int length = seen.plain().body().length;
        if (range.status() != 206) {
            return "Accept-Ranges: bytes, and " + range.status() + " to Range: " + Observer.middle(seen.plain());
        }
        String expected = "bytes 1-" + (length - 2) + "/" + length;
        if (!range.field("Content-Range").equals(expected)) {
            return "Content-Range: " + orNone(range.field("Content-Range")) + " instead of " + expected;
        }
        return Arrays.equals(range.body(), Arrays.copyOfRange(seen.plain().body(), 1, length - 1))
                ? null
                : "206 with other bytes than those of the whole";
    }

    private static @Nullable String beyond(Observation seen) {
        CheckAnswer beyond = seen.beyond();
        return beyond == null || beyond.status() == 416 || seen.plain().body().length == 0
                ? null
                : beyond.status() + " to a range far behind the end";
    }

    private static String condition(CheckAnswer answer) {
        String tag = answer.request().fields().get("If-None-Match");
        return tag == null
                ? "If-Modified-Since: " + answer.request().fields().get("If-Modified-Since")
                : "If-None-Match: " + tag;
    }

    private static @Nullable EntityTag tag(CheckAnswer answer) {
        String value = answer.fields().get("ETag");
        return value == null ? null : EntityTag.parse(value);
    }

    private static String orNone(String value) {
        return value.isEmpty() ? "none" : value;
    }
}
