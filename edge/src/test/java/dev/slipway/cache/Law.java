package dev.slipway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.http.Fields;
import dev.slipway.http.HttpDate;
import dev.slipway.http.ResponseHead;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Requests, responses and the questions that the tests of the law ask about them. */
final class Law {
    static final String KEY = "http://shop.localhost:8080/products/7";

    /** When every response is received. */
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    static final long MILLIS = NOW.toEpochMilli();

    /** Safe, as a route is that says nothing. */
    static final CachePolicy SAFE = CachePolicy.DEFAULT;

    static final CachePolicy LETTER =
            new CachePolicy(CacheMode.RFC9111, List.of(), List.of(), Set.of(), Set.of(), false, false);

    private Law() {}

    static CacheRequest get(String... fields) {
        return request("GET", fields);
    }

    static CacheRequest request(String method, String... fields) {
        return request(LETTER, method, fields);
    }

    static CacheRequest request(CachePolicy policy, String method, String... fields) {
        Fields given = Fields.of(fields);
        boolean personal = !Personal.because(given, policy).isEmpty();
        return new CacheRequest(method, KEY, given, personal, RequestDirectives.of(given));
    }

    static ResponseHead response(int status, String... fields) {
        return new ResponseHead(status, Fields.of(fields));
    }

    static String date(long secondsFromNow) {
        return HttpDate.format(NOW.plusSeconds(secondsFromNow));
    }

    static Storability.Verdict judge(CachePolicy policy, CacheRequest request, ResponseHead response) {
        return Storability.judge(request, response, policy, MILLIS, MILLIS);
    }

    /** Whether it is stored by the letter. */
    static boolean isStored(CacheRequest request, int status, String... fields) {
        return judge(LETTER, request, response(status, fields)) instanceof Storability.Verdict.Store;
    }

    /** Why it is not stored by the letter. */
    static String refusal(CacheRequest request, int status, String... fields) {
        return refusal(LETTER, request, status, fields);
    }

    static String refusal(CachePolicy policy, CacheRequest request, int status, String... fields) {
        Storability.Verdict verdict = judge(policy, request, response(status, fields));
        return verdict instanceof Storability.Verdict.Pass pass ? pass.reason() : "stored";
    }

    /** What is stored, by the letter. */
    static StoredResponse kept(CacheRequest request, int status, String... fields) {
        Storability.Verdict verdict = judge(LETTER, request, response(status, fields));
        assertThat(verdict).isInstanceOf(Storability.Verdict.Store.class);
        return ((Storability.Verdict.Store) verdict).response();
    }

    /** A 200 in the store, received now without delay, whether or not it might have been stored. */
    static StoredResponse stored(String... fields) {
        return stored(200, fields);
    }

    static StoredResponse stored(int status, String... fields) {
        return new StoredResponse(status, Fields.of(fields), Selection.ALL, MILLIS, MILLIS, null);
    }

    /** What to do, by the letter, so many seconds after the response was received. */
    static Plan plan(CacheRequest request, @Nullable StoredResponse stored, long secondsLater) {
        return plan(LETTER, request, stored, secondsLater);
    }

    static Plan plan(CachePolicy policy, CacheRequest request, @Nullable StoredResponse stored, long secondsLater) {
        return Reuse.plan(request, stored, false, Reuse.Standing.GOOD, policy, MILLIS + secondsLater * 1000);
    }

    /** Whether it may answer for an app that gave that status, 0 for none, so many seconds after it was received. */
    static boolean answersForError(CacheRequest request, StoredResponse stored, int status, long secondsLater) {
        return Reuse.mayAnswerForError(
                request, stored, Reuse.Standing.GOOD, status, LETTER, MILLIS + secondsLater * 1000);
    }
}
