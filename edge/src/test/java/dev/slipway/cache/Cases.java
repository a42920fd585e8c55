package dev.slipway.cache;

import dev.slipway.http.Fields;
import dev.slipway.http.ResponseHead;
import java.util.List;
import java.util.Set;

/** The requests, stored responses and routes of these tests. All was received at noon, without delay. */
final class Cases {
    static final String KEY = "http://shop.test/products/7?page=2";
    static final long NOON = 1_795_348_800_000L;

    static final CachePolicy SAFE = CachePolicy.DEFAULT;
    static final CachePolicy LETTER = policy(CacheMode.RFC9111, false);

    /** Safe, but clients may ask for what is new. */
    static final CachePolicy RELOADING = policy(CacheMode.ORIGIN, true);

    private Cases() {}

    private static CachePolicy policy(CacheMode mode, boolean clientRevalidates) {
        return new CachePolicy(mode, List.of(), List.of(), Set.of(), Set.of(), false, clientRevalidates);
    }

    static CacheRequest request(CachePolicy policy, String method, String... fields) {
        Fields given = Fields.of(fields);
        return new CacheRequest(
                method, KEY, given, !Personal.because(given, policy).isEmpty(), RequestDirectives.of(given));
    }

    static CacheRequest get(String... fields) {
        return request(SAFE, "GET", fields);
    }

    static CacheRequest asking(String cacheControl) {
        return get("Cache-Control", cacheControl);
    }

    static StoredResponse stored(String... fields) {
        return new StoredResponse(200, Fields.of(fields), Selection.ALL, NOON, NOON, null);
    }

    static StoredResponse saying(String cacheControl) {
        return stored("Cache-Control", cacheControl, "ETag", "\"a\"");
    }

    static Plan plan(CachePolicy policy, CacheRequest request, StoredResponse stored, long secondsLater) {
        return Reuse.plan(request, stored, false, Reuse.Standing.GOOD, policy, NOON + secondsLater * 1_000);
    }

    static Plan plan(CacheRequest request, StoredResponse stored, long secondsLater) {
        return plan(SAFE, request, stored, secondsLater);
    }

    static Storability.Verdict judge(CachePolicy policy, CacheRequest request, int status, String... fields) {
        return Storability.judge(request, new ResponseHead(status, Fields.of(fields)), policy, NOON, NOON);
    }
}
