package dev.slipway.cache;

import java.util.List;
import java.util.Set;

/**
 * What a route says about storing the app's responses.
 *
 * @param mode never, safely, or by the letter
 * @param cookies the only cookies that reach app and key; empty means that all reach the app and none the key
 * @param ignoreQuery query parameters that the key leaves out, {@code *} at the end as a wildcard
 * @param harmlessCookies names, {@code *} at the end as a wildcard, that do not make a request personal, besides the known
 *     ones
 * @param personalHeaders fields, in lower case, that make a request personal, besides the known ones
 * @param heuristic whether a response without explicit lifetime may be fresh for a while (RFC 9111 §4.2.2); always by the
 *     letter
 * @param clientRevalidates whether a client's {@code no-cache} or {@code max-age} may cause a request to the app; always
 *     by the letter
 */
public record CachePolicy(
        CacheMode mode,
        List<String> cookies,
        List<String> ignoreQuery,
        Set<String> harmlessCookies,
        Set<String> personalHeaders,
        boolean heuristic,
        boolean clientRevalidates) {
    /** What a route has that says nothing. */
    public static final CachePolicy DEFAULT =
            new CachePolicy(CacheMode.ORIGIN, List.of(), List.of(), Set.of(), Set.of(), false, false);

    public static final CachePolicy NEVER =
            new CachePolicy(CacheMode.NEVER, List.of(), List.of(), Set.of(), Set.of(), false, false);

    public CachePolicy {
        cookies = List.copyOf(cookies);
        ignoreQuery = List.copyOf(ignoreQuery);
        harmlessCookies = Set.copyOf(harmlessCookies);
        personalHeaders = Set.copyOf(personalHeaders);
    }

    /** The same with nothing stored: which cookies reach the app is no question of storing. */
    public CachePolicy neverStoring() {
        return new CachePolicy(
                CacheMode.NEVER, cookies, ignoreQuery, harmlessCookies, personalHeaders, heuristic, clientRevalidates);
    }

    /** Whether RFC 9111 applies to the letter, without what makes it safer. */
    public boolean isByTheLetter() {
        return mode == CacheMode.RFC9111;
    }
}
