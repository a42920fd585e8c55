package dev.slipway.check.inspect;

import static dev.slipway.check.Severity.ERROR;
import static dev.slipway.check.Severity.NOTE;
import static dev.slipway.check.Severity.WARNING;

import dev.slipway.check.inspect.Rule.Fix;
import dev.slipway.http.HttpDate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Cookies, dates, failures, and the fields that protect a page. */
final class ExposureRules {
    private static final long CLOCK_DIFFERENCE_SECONDS = 60;

    private static final Fix COOKIE_FLAGS = new Fix(
            "response.set_cookie(…, httponly=True, secure=True, samesite=\"lax\")",
            "SESSION_COOKIE_SECURE = True; SESSION_COOKIE_HTTPONLY = True; SESSION_COOKIE_SAMESITE = \"Lax\"",
            "SESSION_COOKIE_SECURE=True, SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE=\"Lax\"");

    private static final Fix FRAMES = new Fix(
            "response.headers[\"Content-Security-Policy\"] = \"frame-ancestors 'self'\"",
            "XFrameOptionsMiddleware (it is on by default)",
            "response.headers[\"Content-Security-Policy\"] = \"frame-ancestors 'self'\"");

    private ExposureRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule(
                        "cacheable-with-set-cookie",
                        ERROR,
                        "RFC 9111 §7.3",
                        "no Set-Cookie on what others may get, or private",
                        new Fix(
                                "set the cookie on an answer of its own, or say private",
                                "do not write to request.session on public views",
                                "do not write to session on public views"),
                        seen -> seen.plain().fields().contains("Set-Cookie") && seen.isSharedFresh()
                                ? "Set-Cookie: " + name(seen) + " with Cache-Control: "
                                        + seen.plain().field("Cache-Control")
                                : null),
                new Rule(
                        "cookie-on-asset",
                        WARNING,
                        "RFC 6265 §4.1",
                        "no cookies on stylesheets, scripts, images and fonts",
                        Fix.everywhere("let the session middleware pass files by, or serve them as a release"),
                        seen -> seen.isAsset() && seen.plain().fields().contains("Set-Cookie")
                                ? "Set-Cookie: " + name(seen) + " on "
                                        + seen.plain().mediaType()
                                : null),
                new Rule(
                        "cookie-unguarded",
                        WARNING,
                        "RFC 6265bis §4.1.2",
                        "HttpOnly and SameSite on a session's cookie, and Secure over TLS",
                        COOKIE_FLAGS,
                        ExposureRules::unguarded),
                new Rule(
                        "no-date",
                        WARNING,
                        "RFC 9110 §6.6.1",
                        "Date on every answer",
                        Fix.everywhere("let the server set it: uvicorn's --date-header is on by default"),
                        seen -> seen.plain().status() != 0
                                        && !seen.plain().fields().contains("Date")
                                ? "no Date"
                                : null),
                new Rule(
                        "wrong-date",
                        WARNING,
                        "RFC 9110 §6.6.1",
                        "Date when the answer was made: now, less its Age",
                        Fix.everywhere("set the machine's clock by NTP, and let the server set Date"),
                        ExposureRules::wrongDate),
                new Rule(
                        "broken-age",
                        WARNING,
                        "RFC 9111 §5.1",
                        "Age as one whole number of seconds, from caches alone",
                        Fix.everywhere("remove what sets Age in the app"),
                        seen -> seen.plain().fields().contains("Age")
                                        && !seen.plain().field("Age").matches("[0-9]{1,10}")
                                ? "Age: " + seen.plain().field("Age")
                                : null),
                new Rule(
                        "no-frame-protection",
                        WARNING,
                        "CSP 3 §6.4.2",
                        "Content-Security-Policy with frame-ancestors, or X-Frame-Options",
                        FRAMES,
                        seen -> seen.succeeded()
                                        && seen.isDocument()
                                        && !seen.plain().fields().contains("X-Frame-Options")
                                        && !seen.plain()
                                                .field("Content-Security-Policy")
                                                .contains("frame-ancestors")
                                ? "any site may show this page in a frame"
                                : null),
                new Rule(
                        "no-referrer-policy",
                        NOTE,
                        "Referrer Policy §4",
                        "Referrer-Policy",
                        Fix.field("Referrer-Policy", "strict-origin-when-cross-origin"),
                        seen -> seen.succeeded()
                                        && seen.isDocument()
                                        && !seen.plain().fields().contains("Referrer-Policy")
                                ? "no Referrer-Policy"
                                : null),
                new Rule(
                        "no-hsts",
                        WARNING,
                        "RFC 6797 §7.2",
                        "Strict-Transport-Security over TLS",
                        Fix.everywhere("hsts_days = 365 in [environment.production]"),
                        seen -> seen.isSecure()
                                        && seen.isDocument()
                                        && seen.succeeded()
                                        && !seen.plain().fields().contains("Strict-Transport-Security")
                                ? "no Strict-Transport-Security"
                                : null),
                new Rule(
                        "server-error",
                        ERROR,
                        "RFC 9110 §15.6",
                        "no 5xx",
                        Fix.everywhere("look at the app's log for this path"),
                        seen -> seen.plain().status() >= 500
                                ? "status " + seen.plain().status()
                                : null),
                new Rule(
                        "no-answer",
                        ERROR,
                        "RFC 9110 §15",
                        "an answer",
                        Fix.everywhere("see whether the app is up: slipway status"),
                        seen -> seen.plain().status() == 0
                                ? String.valueOf(seen.plain().problem())
                                : null),
                new Rule(
                        "debug-page",
                        ERROR,
                        "CWE-489",
                        "no debug output of a framework",
                        new Fix("FastAPI(debug=False)", "DEBUG = False", "FLASK_DEBUG=0"),
                        ExposureRules::debugPage));
    }

    private static String name(Observation seen) {
        String cookie = seen.plain().field("Set-Cookie");
        int equals = cookie.indexOf('=');
        return equals < 0 ? cookie : cookie.substring(0, equals) + "=…";
    }

    private static @Nullable String unguarded(Observation seen) {
        for (String cookie : seen.plain().fields().all("Set-Cookie")) {
            String lower = cookie.toLowerCase(Locale.ROOT);
            String name = lower.substring(0, Math.max(0, lower.indexOf('=')));
            if (!name.contains("sess") && !name.contains("auth") && !name.contains("token") && !name.equals("sid")) {
                continue;
            }
            StringBuilder missing = new StringBuilder();
            missing.append(lower.contains("; httponly") || lower.contains(";httponly") ? "" : " HttpOnly");
            missing.append(lower.contains("samesite=") ? "" : " SameSite");
            missing.append(!seen.isSecure() || lower.contains("secure") ? "" : " Secure");
            if (!missing.isEmpty()) {
                return "Set-Cookie: " + name + "=… without"
                        + missing.toString().replace(" ", ", ").substring(1);
            }
        }
        return null;
    }

    private static @Nullable String wrongDate(Observation seen) {
        String value = seen.plain().fields().get("Date");
        if (value == null) {
            return null;
        }
        Instant date = HttpDate.parse(value);
        if (date == null) {
            return "Date: " + value;
        }
        String age = seen.plain().field("Age");
        long kept = age.matches("[0-9]{1,10}") ? Long.parseLong(age) : 0;
        long off = Duration.between(date.plusSeconds(kept), seen.at()).toSeconds();
        return Math.abs(off) <= CLOCK_DIFFERENCE_SECONDS
                ? null
                : "Date is " + Math.abs(off) + " s " + (off > 0 ? "behind" : "ahead of") + " this machine's clock";
    }

    private static @Nullable String debugPage(Observation seen) {
        if (!seen.isDocument() || seen.plain().status() < 400) {
            return null;
        }
        String text = seen.plain().text();
        if (text.contains("You're seeing this error because you have <code>DEBUG = True</code>")) {
            return "Django's debug page";
        }
        if (text.contains("__debugger__=yes") || text.contains("Werkzeug Debugger")) {
            return "Werkzeug's debugger";
        }
        return text.contains("Traceback (most recent call last)") ? "a traceback of Python" : null;
    }
}
