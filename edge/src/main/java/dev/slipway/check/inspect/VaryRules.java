package dev.slipway.check.inspect;

import static dev.slipway.check.Severity.ERROR;
import static dev.slipway.check.Severity.NOTE;
import static dev.slipway.check.Severity.WARNING;

import dev.slipway.check.CheckAnswer;
import dev.slipway.check.inspect.Rule.Fix;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What of a request an answer depends on, and whether it says so. */
final class VaryRules {
    private static final int MANY_FIELDS = 4;

    private VaryRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule(
                        "vary-star",
                        ERROR,
                        "RFC 9111 §4.1",
                        "the fields that the answer depends on, or no-store",
                        Fix.everywhere("say no-store if it must never be used again, otherwise name the fields"),
                        seen -> varied(seen).contains("*") ? "Vary: *" : null),
                new Rule(
                        "vary-cookie",
                        WARNING,
                        "RFC 9110 §12.5.5",
                        "private or no-store where it depends on who asks; no Vary: Cookie where it does not",
                        new Fix(
                                "answer without reading the session, or say private",
                                "do not touch request.session on public views; @vary_on_cookie only with private",
                                "do not touch session on public views: Flask then adds no Vary: Cookie"),
                        seen -> varied(seen).contains("cookie") && seen.isSharedFresh() ? vary(seen) : null),
                new Rule(
                        "vary-user-agent",
                        WARNING,
                        "RFC 9110 §12.5.5",
                        "one answer for all browsers, or a client hint with few values",
                        Fix.everywhere("make the page responsive, or decide in the browser"),
                        seen -> varied(seen).contains("user-agent") ? vary(seen) : null),
                new Rule(
                        "vary-many-fields",
                        NOTE,
                        "RFC 9110 §12.5.5",
                        "three fields at most: each multiplies what has to be kept",
                        Fix.everywhere("remove the fields that nothing depends on"),
                        seen -> varied(seen).size() >= MANY_FIELDS ? vary(seen) : null),
                new Rule(
                        "vary-without-accept-encoding",
                        ERROR,
                        "RFC 9110 §12.5.5",
                        "Vary: Accept-Encoding where the coding depends on it",
                        new Fix(
                                "GZipMiddleware adds it; or let Slipway compress",
                                "GZipMiddleware adds it; or let Slipway compress",
                                "response.vary.add(\"Accept-Encoding\"); or let Slipway compress"),
                        seen -> encodes(seen) && !seen.varies("Accept-Encoding")
                                ? "Content-Encoding: " + seen.encoded().field("Content-Encoding")
                                        + " for some, and Vary: " + orNone(vary(seen))
                                : null),
                new Rule(
                        "vary-differs",
                        ERROR,
                        "RFC 9110 §12.5.5",
                        "the same Vary on every variant",
                        Fix.everywhere("set Vary before deciding on the variant, not only on one of them"),
                        VaryRules::differs),
                new Rule(
                        "vary-without-accept-language",
                        ERROR,
                        "RFC 9110 §12.5.4",
                        "Vary: Accept-Language where the language depends on it",
                        new Fix(
                                "response.headers[\"Vary\"] = \"Accept-Language\"",
                                "LocaleMiddleware adds it; place it above what answers early",
                                "response.vary.add(\"Accept-Language\")"),
                        seen -> negotiates(seen, seen.language(), "Content-Language") && !seen.varies("Accept-Language")
                                ? "another answer for Accept-Language: eo, and Vary: " + orNone(vary(seen))
                                : null),
                new Rule(
                        "vary-without-accept",
                        ERROR,
                        "RFC 9110 §12.5.1",
                        "Vary: Accept where the media type depends on it",
                        Fix.field("Vary", "Accept"),
                        seen -> seen.succeeded()
                                        && seen.json().isSuccess()
                                        && !seen.json()
                                                .mediaType()
                                                .equals(seen.plain().mediaType())
                                        && !seen.varies("Accept")
                                ? seen.json().mediaType() + " for Accept: application/json, otherwise "
                                        + seen.plain().mediaType() + ", and Vary: " + orNone(vary(seen))
                                : null),
                new Rule(
                        "vary-without-origin",
                        ERROR,
                        "Fetch §3.3.5",
                        "Vary: Origin where Access-Control-Allow-Origin repeats the request's",
                        new Fix(
                                "CORSMiddleware adds it when allow_origins lists origins",
                                "django-cors-headers adds it when CORS_ALLOWED_ORIGINS lists origins",
                                "response.vary.add(\"Origin\")"),
                        seen -> seen.origin()
                                                .field("Access-Control-Allow-Origin")
                                                .equals(Observation.FOREIGN_ORIGIN)
                                        && !seen.origin()
                                                .field("Vary")
                                                .toLowerCase(Locale.ROOT)
                                                .contains("origin")
                                ? "Access-Control-Allow-Origin: " + Observation.FOREIGN_ORIGIN + ", and no Vary: Origin"
                                : null),
                new Rule(
                        "any-origin-with-credentials",
                        ERROR,
                        "Fetch §3.3.5",
                        "a list of origins that may read answers to logged-in users",
                        Fix.everywhere("name the origins: allow_origins, CORS_ALLOWED_ORIGINS, origins"),
                        seen -> seen.origin()
                                                .field("Access-Control-Allow-Origin")
                                                .equals(Observation.FOREIGN_ORIGIN)
                                        && seen.origin()
                                                .field("Access-Control-Allow-Credentials")
                                                .equalsIgnoreCase("true")
                                ? "any site may read it with the user's cookies"
                                : null));
    }

    private static boolean encodes(Observation seen) {
        return seen.succeeded() && !seen.encoded().field("Content-Encoding").isEmpty();
    }

    private static @Nullable String differs(Observation seen) {
        if (!encodes(seen) || seen.encoded().status() != seen.plain().status()) {
            return null;
        }
        TreeSet<String> plain = names(seen.plain());
        TreeSet<String> encoded = names(seen.encoded());
        // What only the coding adds is the other rule's.
        plain.remove("accept-encoding");
        encoded.remove("accept-encoding");
        return plain.equals(encoded) ? null : "Vary: " + plain + " plain, " + encoded + " encoded";
    }

    /** Whether an answer that otherwise is always the same is another one there. */
    private static boolean negotiates(Observation seen, CheckAnswer other, String field) {
        return seen.succeeded()
                && seen.isStable()
                && other.isSuccess()
                && (!other.field(field).equals(seen.plain().field(field))
                        || !java.util.Arrays.equals(other.body(), seen.plain().body()));
    }

    private static TreeSet<String> varied(Observation seen) {
        return names(seen.plain());
    }

    private static TreeSet<String> names(CheckAnswer answer) {
        TreeSet<String> names = new TreeSet<>();
        for (String name : answer.field("Vary").split(",", -1)) {
            if (!name.isBlank()) {
                names.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }

    private static String vary(Observation seen) {
        return seen.plain().field("Vary").isEmpty()
                ? ""
                : "Vary: " + seen.plain().field("Vary");
    }

    private static String orNone(String vary) {
        return vary.isEmpty() ? "none" : vary.substring("Vary: ".length());
    }
}
