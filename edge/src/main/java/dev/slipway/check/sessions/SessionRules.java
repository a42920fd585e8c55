package dev.slipway.check.sessions;

import dev.slipway.check.Finding;
import dev.slipway.check.Severity;
import java.util.List;

/** What may go wrong between two users, and what helps. */
enum SessionRules {
    LEAK_TO_STRANGER(
            "leak-to-stranger",
            "nothing of a user in an answer to somebody who is not logged in",
            "RFC 9111 §3.5",
            List.of(
                    "Cache-Control: private, no-store on the answer; cache = \"never\" on its route",
                    "look for a cache in the app whose key lacks the user, or a global variable")),
    LEAK_TO_OTHER_USER(
            "leak-to-other-user",
            "nothing of one user in an answer to another",
            "RFC 9111 §3.5",
            List.of(
                    "Cache-Control: private, no-store on the answer; cache = \"never\" on its route",
                    "look for a cache in the app whose key lacks the user, or a global variable")),
    SHARED_SET_COOKIE(
            "shared-set-cookie",
            "a cookie of their own for each visitor",
            "RFC 9111 §7.3",
            List.of("no Set-Cookie on answers that may be stored", "draw the session's id anew for each visitor")),
    PERSONAL_BUT_PUBLIC(
            "personal-but-public",
            "private or no-store on what holds a user's data: any cache on the way may keep it otherwise",
            "RFC 9111 §5.2.2.9",
            List.of(
                    "FastAPI: response.headers[\"Cache-Control\"] = \"private, no-store\"",
                    "Django: @never_cache, or @cache_control(private=True)",
                    "Flask: response.cache_control.private = True; response.cache_control.no_store = True")),
    CACHE_DECEPTION(
            "cache-deception",
            "404 for a path that only looks like a file",
            "RFC 3986 §3.3",
            List.of(
                    "let the app's routes match whole paths only",
                    "never decide on caching by the ending of a path; cache = \"never\" on the whole branch")),
    CACHE_POISONING(
            "cache-poisoning",
            "no trace of one request's fields in the answer to the next",
            "RFC 9110 §12.5.5",
            List.of(
                    "do not build links from X-Forwarded-Host and its like; use a configured host name",
                    "Vary on what the answer is made of, or no-store"));

    private final String id;
    private final String expected;
    private final String reference;
    private final List<String> fix;

    SessionRules(String id, String expected, String reference, List<String> fix) {
        this.id = id;
        this.expected = expected;
        this.reference = reference;
        this.fix = fix;
    }

    String id() {
        return id;
    }

    Finding finding(String url, String found, List<String> requests) {
        return new Finding(SessionsCheck.NAME, id, Severity.ERROR, url, found, expected, fix, reference, requests);
    }
}
