package dev.slipway.cache;

import dev.slipway.http.CacheControl;
import dev.slipway.http.EntityTag;
import dev.slipway.http.Fields;
import dev.slipway.http.ResponseHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether a response may be stored (RFC 9111 §3), by the letter or more safely. */
public final class Storability {
    /** Never stored (§3.1), or true of one request only. */
    static final Set<String> NOT_STORED = Set.of(
            "content-length",
            "content-range",
            "cache-group-invalidation",
            "proxy-authenticate",
            "proxy-authentication-info",
            "proxy-authorization",
            "trailer",
            "x-request-id");

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

    private Storability() {}

    /** The verdict on a response. */
    public sealed interface Verdict {
        /** It may be stored, so. */
        record Store(StoredResponse response) implements Verdict {}

        /**
         * It may not.
         *
         * @param reason in a few words with hyphens, such as {@code set-cookie}: reaches Cache-Status, log and explain
         * @param lasting whether the next response will probably say the same: requests for it need not wait for each
         *     other
         */
        record Pass(String reason, boolean lasting) implements Verdict {}
    }

    /**
     * The verdict.
     *
     * @param requestedMillis when the request was sent
     * @param receivedMillis when this head arrived
     */
    public static Verdict judge(
            CacheRequest request,
            ResponseHead response,
            CachePolicy policy,
            long requestedMillis,
            long receivedMillis) {
        if (policy.mode() == CacheMode.NEVER) {
            return new Verdict.Pass("never", true);
        }
        // §3: the method is understood by the cache.
        if (!request.method().equals("GET")) {
            return new Verdict.Pass("method", false);
        }
        // §5.2.1.5
        if (request.directives().noStore()) {
            return new Verdict.Pass("request-no-store", false);
        }
        CacheControl targeted = CacheControl.targeted(response.fields());
        CacheControl control = targeted == null ? CacheControl.of(response.fields()) : targeted;
        String forbidden = forbidden(response, control);
        if (!forbidden.isEmpty()) {
            return refused(forbidden, response);
        }
        Fields fields = stored(response.fields(), control, policy);
        // What may be replayed to others must not set their cookies.
        if (!policy.isByTheLetter() && fields.contains("Set-Cookie")) {
            return refused("set-cookie", response);
        }
        Selection selection = Selection.of(request.fields(), response.fields(), policy);
        if (selection == null) {
            return refused("vary-asterisk", response);
        }
        StoredResponse.Part part = response.status() == 206 ? part(response.fields()) : null;
        if (response.status() == 206 && part == null) {
            return new Verdict.Pass("partial", false);
        }
        StoredResponse made =
                new StoredResponse(response.status(), fields, selection, requestedMillis, receivedMillis, part);
        String missing = missing(request, made, policy);
        return missing.isEmpty() ? new Verdict.Store(made) : refused(missing, response);
    }

    /** What lies in the request, or in an app that fails just now, says nothing about the next response. */
    private static Verdict refused(String reason, ResponseHead response) {
        boolean byRequest = reason.equals("personal-request") || reason.equals("authorization");
        return new Verdict.Pass(reason, !byRequest && response.status() < 500);
    }

    /** What forbids to store it, whoever asked; empty for nothing. */
    private static String forbidden(ResponseHead response, CacheControl control) {
        int status = response.status();
        // §3: the status is final; 304 only updates.
        if (status < 200 || status == 304) {
            return "status";
        }
        // §5.2.2.3: must-understand stands above no-store where the status is understood.
        if (control.has("must-understand") && !Statuses.isUnderstood(status)) {
            return "must-understand";
        }
        // §5.2.2.5
        if (control.has("no-store") && !control.has("must-understand")) {
            return "no-store";
        }
        // §5.2.2.7; with field names it forbids these alone.
        return control.hasPlain("private") ? "private" : "";
    }

    /** What it would need besides, for this request and under this policy; empty for nothing. */
    private static String missing(CacheRequest request, StoredResponse made, CachePolicy policy) {
        CacheControl control = made.control();
        if (request.personal() && !mayAnswerOthers(made, policy)) {
            return policy.isByTheLetter() ? "authorization" : "personal-request";
        }
        boolean heuristic = policy.heuristic() || policy.isByTheLetter();
        // §3, last: something has to allow it.
        boolean cacheable = Statuses.isHeuristicallyCacheable(made.status());
        boolean allowed = made.hasExplicitLifetime()
                || made.isNoCache() && cacheable
                || heuristic && (control.has("public") || cacheable);
        if (!allowed) {
            return cacheable ? "no-freshness" : "status";
        }
        boolean useful = made.hasValidator()
                || made.lifetimeSeconds(policy) > 0 && !made.isNoCache()
                || made.staleWhileRevalidateSeconds() > 0
                || made.staleIfErrorSeconds() > 0;
        return useful ? "" : "no-freshness";
    }

    /**
     * Whether what a validation made of a stored response is for the one who asked, and neither kept nor given to others:
     * its fields are as much an answer to his request as those of any other response.
     */
    public static boolean isForOneOnly(CacheRequest request, StoredResponse validated, CachePolicy policy) {
        return request.directives().noStore()
                || validated.isForbidden()
                || request.personal() && !mayAnswerOthers(validated, policy);
    }

    /** §3.5 by the letter; more safely not for must-revalidate, of which nobody thinks as speaking of other users. */
    private static boolean mayAnswerOthers(StoredResponse made, CachePolicy policy) {
        CacheControl control = made.control();
        return policy.isByTheLetter()
                ? control.has("public") || control.has("s-maxage") || control.has("must-revalidate")
                : made.isForEverybody();
    }

    private static Fields stored(Fields response, CacheControl control, CachePolicy policy) {
        List<String> qualified = new ArrayList<>(control.names("private"));
        // §5.2.2.4: these must not be sent without validation; without them, the rest may.
        qualified.addAll(control.names("no-cache"));
        Fields given = Personal.withoutForeignSetCookies(response, policy);
        Fields.Builder fields = Fields.builder();
        for (int i = 0; i < given.size(); i++) {
            String name = given.name(i).toLowerCase(Locale.ROOT);
            if (!NOT_STORED.contains(name) && !qualified.contains(name)) {
                fields.add(given.name(i), given.value(i));
            }
        }
        return fields.build();
    }

    /** The part that a 206 brings, or null where it is none that could be combined (§3.3, RFC 9110 §15.3.7). */
    private static StoredResponse.@Nullable Part part(Fields response) {
        String field = response.get("Content-Range");
        String tag = response.get("ETag");
        EntityTag parsed = tag == null ? null : EntityTag.parse(tag.strip());
        if (field == null || parsed == null || parsed.weak()) {
            return null;
        }
        Matcher range = CONTENT_RANGE.matcher(field.strip());
        if (!range.matches()) {
            return null;
        }
        long first = Long.parseLong(range.group(1));
        long last = Long.parseLong(range.group(2));
        long complete = Long.parseLong(range.group(3));
        String length = response.get("Content-Length");
        boolean consistent = first <= last
                && last < complete
                && (length == null
                        || CacheControl.deltaSeconds(length) == Math.min(last - first + 1, CacheControl.MOST_SECONDS));
        return consistent ? new StoredResponse.Part(first, last, complete) : null;
    }
}
