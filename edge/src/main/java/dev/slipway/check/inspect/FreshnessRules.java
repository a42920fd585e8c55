package dev.slipway.check.inspect;

import static dev.slipway.check.Severity.ERROR;
import static dev.slipway.check.Severity.NOTE;
import static dev.slipway.check.Severity.WARNING;

import dev.slipway.check.CheckAnswer;
import dev.slipway.check.inspect.Rule.Fix;
import dev.slipway.http.CacheControl;
import dev.slipway.http.HttpDate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How long an answer may be kept, and by whom. */
final class FreshnessRules {
    private static final long MONTH_SECONDS = Duration.ofDays(30).toSeconds();
    private static final long DAY_SECONDS = Duration.ofDays(1).toSeconds();
    private static final long MINUTE_SECONDS = 60;

    private static final Set<String> IN_SECONDS =
            Set.of("max-age", "s-maxage", "stale-while-revalidate", "stale-if-error");

    private static final Fix CACHE_CONTROL = new Fix(
            "response.headers[\"Cache-Control\"] = \"public, max-age=60\", or \"no-store\"",
            "@cache_control(public=True, max_age=60), or @never_cache",
            "response.cache_control.max_age = 60, or response.cache_control.no_store = True");

    private static final Fix NO_STORE = new Fix(
            "response.headers[\"Cache-Control\"] = \"no-store\"",
            "@never_cache on the view",
            "response.cache_control.no_store = True");

    private FreshnessRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule(
                        "no-explicit-freshness",
                        WARNING,
                        "RFC 9111 §4.2.2",
                        "Cache-Control that says how long it may be kept, or that it may not",
                        CACHE_CONTROL,
                        FreshnessRules::noFreshness),
                new Rule(
                        "conflicting-directives",
                        ERROR,
                        "RFC 9111 §5.2.2",
                        "directives that agree",
                        CACHE_CONTROL,
                        FreshnessRules::conflict),
                new Rule(
                        "malformed-directive",
                        ERROR,
                        "RFC 9111 §5.2",
                        "a whole number of seconds behind max-age, s-maxage and their like",
                        CACHE_CONTROL,
                        FreshnessRules::malformed),
                new Rule(
                        "repeated-directive",
                        WARNING,
                        "RFC 9111 §4.2.1",
                        "each directive once",
                        Fix.everywhere(
                                "let one place set Cache-Control: the view, the middleware, or the route's headers"),
                        FreshnessRules::repeated),
                new Rule(
                        "invalid-expires",
                        WARNING,
                        "RFC 9111 §5.3",
                        "Expires with a date of HTTP, or better none: max-age says it",
                        Fix.everywhere("remove Expires and say max-age"),
                        FreshnessRules::invalidExpires),
                new Rule(
                        "expires-disagrees",
                        NOTE,
                        "RFC 9111 §5.3",
                        "Expires that says what max-age says, or none",
                        Fix.everywhere("remove Expires: every cache of this century reads max-age"),
                        FreshnessRules::expiresDisagrees),
                new Rule(
                        "pragma-in-answer",
                        NOTE,
                        "RFC 9111 §5.4",
                        "Cache-Control alone: Pragma in an answer means nothing",
                        Fix.everywhere("remove Pragma and say Cache-Control: no-cache or no-store"),
                        seen -> seen.plain().fields().contains("Pragma")
                                        && !seen.plain().fields().contains("Cache-Control")
                                ? "Pragma: " + seen.plain().field("Pragma") + ", and no Cache-Control"
                                : null),
                new Rule(
                        "immutable-without-fingerprint",
                        ERROR,
                        "RFC 8246 §2",
                        "immutable only where the name changes with the content",
                        Fix.everywhere(
                                "give the file a fingerprint in the build, or say no-cache instead of immutable"),
                        seen -> seen.cacheControl().has("immutable") && !seen.isFingerprinted()
                                ? "immutable on " + seen.plain().request().path()
                                : null),
                new Rule(
                        "fingerprint-without-long-life",
                        WARNING,
                        "RFC 8246 §2",
                        "public, max-age=31536000, immutable: its content never changes",
                        new Fix(
                                "serve it with Slipway: a route with serve = \"release\"",
                                "ManifestStaticFilesStorage, served by a route with serve = \"release\"",
                                "serve it with Slipway: a route with serve = \"release\""),
                        seen -> seen.succeeded()
                                        && seen.isFingerprinted()
                                        && seen.isAsset()
                                        && seen.cacheControl().seconds("max-age") < MONTH_SECONDS
                                ? "Cache-Control: " + orNone(seen.plain().field("Cache-Control"))
                                : null),
                new Rule(
                        "cacheable-error",
                        ERROR,
                        "RFC 9111 §3",
                        "no-store, or a minute at most, on an error",
                        NO_STORE,
                        FreshnessRules::cacheableError),
                new Rule(
                        "cacheable-temporary-redirect",
                        WARNING,
                        "RFC 9110 §15.4.3",
                        "no freshness on 302, 303 and 307: tomorrow they may lead elsewhere",
                        NO_STORE,
                        FreshnessRules::cacheableRedirect),
                new Rule(
                        "endless-redirect",
                        WARNING,
                        "RFC 9110 §15.4.2",
                        "max-age on 301 and 308: without it browsers keep them for ever",
                        Fix.field("Cache-Control", "max-age=3600"),
                        seen -> isOneOf(seen.plain().status(), 301, 308)
                                        && !seen.plain().fields().contains("Cache-Control")
                                        && !seen.plain().fields().contains("Expires")
                                ? seen.plain().status() + " to " + seen.plain().field("Location")
                                        + " without Cache-Control"
                                : null),
                new Rule(
                        "document-kept-long",
                        WARNING,
                        "RFC 9111 §5.2.2.1",
                        "at most a day in browsers for a page: nobody can take it back from there",
                        new Fix(
                                "response.headers[\"Cache-Control\"] = \"public, max-age=0, s-maxage=86400\"",
                                "@cache_control(public=True, max_age=0, s_maxage=86400)",
                                "response.cache_control.max_age = 0; response.cache_control.s_maxage = 86400"),
                        seen -> seen.succeeded()
                                        && seen.isDocument()
                                        && seen.isFresh()
                                        && seen.cacheControl().seconds("max-age") > DAY_SECONDS
                                ? "max-age=" + seen.cacheControl().seconds("max-age") + " on a page"
                                : null));
    }

    private static @Nullable String noFreshness(Observation seen) {
        if (!seen.succeeded() || seen.plain().status() == 206) {
            return null;
        }
        CacheControl control = seen.cacheControl();
        boolean said = control.has("no-store")
                || control.has("no-cache")
                || control.has("max-age")
                || control.has("s-maxage")
                || control.has("private")
                || seen.plain().fields().contains("Expires");
        return said ? null : "Cache-Control: " + orNone(seen.plain().field("Cache-Control"));
    }

    private static @Nullable String conflict(Observation seen) {
        CacheControl control = seen.cacheControl();
        List<String> conflicts = new ArrayList<>();
        if (control.has("private") && control.names("private").isEmpty()) {
            both(conflicts, control, "private", "public");
            both(conflicts, control, "private", "s-maxage");
        }
        if (control.has("no-store")) {
            both(conflicts, control, "no-store", "public");
            both(conflicts, control, "no-store", "immutable");
            positive(conflicts, control, "no-store", "max-age");
            positive(conflicts, control, "no-store", "s-maxage");
        }
        if (control.hasPlain("no-cache")) {
            both(conflicts, control, "no-cache", "immutable");
            positive(conflicts, control, "no-cache", "max-age");
        }
        if (control.has("must-revalidate")) {
            positive(conflicts, control, "must-revalidate", "stale-if-error");
            positive(conflicts, control, "must-revalidate", "stale-while-revalidate");
        }
        return conflicts.isEmpty() ? null : String.join("; ", conflicts);
    }

    private static void both(List<String> conflicts, CacheControl control, String left, String right) {
        if (control.has(left) && control.has(right)) {
            conflicts.add(left + " and " + right);
        }
    }

    private static void positive(List<String> conflicts, CacheControl control, String left, String right) {
        if (control.seconds(right) > 0) {
            conflicts.add(left + " and " + right + "=" + control.seconds(right));
        }
    }

    private static @Nullable String malformed(Observation seen) {
        for (String directive : directives(seen.plain())) {
            int equals = directive.indexOf('=');
            String name = equals < 0 ? directive : directive.substring(0, equals);
            if (!IN_SECONDS.contains(name.strip().toLowerCase(Locale.ROOT))) {
                continue;
            }
            String value =
                    equals < 0 ? "" : directive.substring(equals + 1).strip().replace("\"", "");
            if (CacheControl.deltaSeconds(value) < 0) {
                return directive;
            }
        }
        return null;
    }

    private static @Nullable String repeated(Observation seen) {
        List<String> names = new ArrayList<>();
        for (String directive : directives(seen.plain())) {
            int equals = directive.indexOf('=');
            String name = (equals < 0 ? directive : directive.substring(0, equals))
                    .strip()
                    .toLowerCase(Locale.ROOT);
            if (names.contains(name)) {
                return name + " twice in \"" + seen.plain().field("Cache-Control") + '"';
            }
            names.add(name);
        }
        return null;
    }

    /** Cut at commas; names of fields in quotes have no use for the rules that ask. */
    private static List<String> directives(CheckAnswer answer) {
        String value = answer.field("Cache-Control").replaceAll("\"[^\"]*,[^\"]*\"", "\"\"");
        return value.isBlank() ? List.of() : List.of(value.strip().split("\\s*,\\s*"));
    }

    private static @Nullable String invalidExpires(Observation seen) {
        String expires = seen.plain().fields().get("Expires");
        // "0" is what half the world writes for "already over", and every cache takes it so.
        return expires == null || expires.equals("0") || HttpDate.parse(expires) != null ? null : "Expires: " + expires;
    }

    private static @Nullable String expiresDisagrees(Observation seen) {
        String expires = seen.plain().fields().get("Expires");
        Instant at = expires == null ? null : HttpDate.parse(expires);
        String sent = seen.plain().fields().get("Date");
        Instant date = sent == null ? null : HttpDate.parse(sent);
        long maxAge = seen.cacheControl().seconds("max-age");
        if (at == null || date == null || maxAge < 0) {
            return null;
        }
        long says = Duration.between(date, at).toSeconds();
        return Math.abs(Math.max(0, says) - maxAge) <= MINUTE_SECONDS
                ? null
                : "Expires says " + says + " s, max-age says " + maxAge;
    }

    private static @Nullable String cacheableError(Observation seen) {
        int status = seen.plain().status();
        if (status < 400) {
            return null;
        }
        CacheControl control = seen.cacheControl();
        long kept = Math.max(control.seconds("max-age"), control.seconds("s-maxage"));
        return !control.has("no-store") && !control.has("no-cache") && kept > MINUTE_SECONDS
                ? status + " with Cache-Control: " + seen.plain().field("Cache-Control")
                : null;
    }

    private static @Nullable String cacheableRedirect(Observation seen) {
        return isOneOf(seen.plain().status(), 302, 303, 307) && seen.isFresh()
                ? seen.plain().status() + " with Cache-Control: " + seen.plain().field("Cache-Control")
                : null;
    }

    private static boolean isOneOf(int status, int... statuses) {
        for (int each : statuses) {
            if (each == status) {
                return true;
            }
        }
        return false;
    }

    private static String orNone(String value) {
        return value.isEmpty() ? "none" : value;
    }
}
