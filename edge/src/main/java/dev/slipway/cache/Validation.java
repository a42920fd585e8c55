package dev.slipway.cache;

import dev.slipway.http.CacheControl;
import dev.slipway.http.EntityTag;
import dev.slipway.http.Fields;
import dev.slipway.http.HttpDate;
import dev.slipway.http.ResponseHead;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Validating what is stored with the app (RFC 9111 §4.3). */
public final class Validation {
    /** What a 304 never changes: it describes the stored bytes, or sets the cookies of one user. */
    private static final Set<String> KEPT = Set.of("content-encoding", "transfer-encoding", "set-cookie");

    private Validation() {}

    /** The request's fields without its own conditions and range, with those of the stored response (§4.3.1). */
    public static Fields conditional(Fields request, StoredResponse stored) {
        Fields.Builder fields = without(request);
        if (stored.part() != null) {
            return fields.build();
        }
        if (stored.tag() != null) {
            fields.add("If-None-Match", stored.tag().toString());
        }
        String modified = stored.fields().get("Last-Modified");
        if (modified != null && stored.lastModified() != null) {
            fields.add("If-Modified-Since", modified);
        }
        return fields.build();
    }

    /** The request's fields without conditions and range: they are judged here, against what comes. */
    public static Fields unconditional(Fields request) {
        return without(request).build();
    }

    private static Fields.Builder without(Fields request) {
        return request.toBuilder()
                .remove("If-None-Match")
                .remove("If-Modified-Since")
                .remove("If-Match")
                .remove("If-Unmodified-Since")
                .remove("If-Range")
                .remove("Range");
    }

    /** Whether a 304 speaks of that stored response (§4.3.4): strong validators agree, or it names none. */
    public static boolean isAbout(ResponseHead notModified, StoredResponse stored) {
        String given = notModified.fields().get("ETag");
        EntityTag tag = given == null ? null : EntityTag.parse(given.strip());
        if (tag != null) {
            EntityTag own = stored.tag();
            return own != null && (tag.weak() ? own.matchesWeakly(tag) : own.matchesStrongly(tag));
        }
        String modified = notModified.fields().get("Last-Modified");
        String own = stored.fields().get("Last-Modified");
        return modified == null || own == null || modified.equals(own);
    }

    /**
     * A request that was answered with 304, or a HEAD.
     *
     * @param requestedMillis when it was sent to the app
     * @param receivedMillis when the head of the answer arrived
     */
    public record Exchanged(CacheRequest request, CachePolicy policy, long requestedMillis, long receivedMillis) {}

    /**
     * The stored response with the fields of a 304 (§3.2, §4.3.4), save those that describe the stored body. Its Vary may
     * be another then: what it selects are requests like the one that was answered now (§4.1).
     */
    public static StoredResponse freshened(StoredResponse stored, ResponseHead notModified, Exchanged exchanged) {
        Fields.Builder updated = updated(stored, notModified.fields());
        if (!updated.contains("Date")) {
            updated.add("Date", HttpDate.format(Instant.ofEpochMilli(exchanged.receivedMillis())));
        }
        Fields fields = updated.build();
        Selection selection = Selection.of(exchanged.request().fields(), fields, exchanged.policy());
        return new StoredResponse(
                stored.status(),
                fields,
                selection == null ? Selection.NOTHING : selection,
                exchanged.requestedMillis(),
                exchanged.receivedMillis(),
                stored.part());
    }

    /** The stored fields with those of a newer response in their place (§3.2). */
    static Fields.Builder updated(StoredResponse stored, Fields given) {
        CacheControl targeted = CacheControl.targeted(given);
        CacheControl control = targeted == null ? CacheControl.of(given) : targeted;
        Set<String> excluded = new HashSet<>(control.names("private"));
        excluded.addAll(control.names("no-cache"));
        // Age and Date are about the message that brought them: those of the stored one speak of another time.
        Fields.Builder fields = stored.fields().toBuilder().remove("Age").remove("Date");
        excluded.forEach(fields::remove);
        excluded.addAll(KEPT);
        excluded.addAll(Storability.NOT_STORED);
        Set<String> replaced = new HashSet<>();
        for (int i = 0; i < given.size(); i++) {
            String name = given.name(i).toLowerCase(Locale.ROOT);
            if (excluded.contains(name)) {
                continue;
            }
            if (replaced.add(name)) {
                fields.remove(name);
            }
            fields.add(given.name(i), given.value(i));
        }
        return fields;
    }

    /** What a 200 to HEAD means for the stored response to GET (§4.3.5). */
    public enum HeadOutcome {
        /** It describes the same: freshen it. */
        FRESHENS,
        /** It describes another: the stored one is stale. */
        INVALIDATES
    }

    /**
     * The outcome.
     *
     * @param bodyLength of the stored response, in bytes
     */
    public static HeadOutcome ofHead(ResponseHead head, StoredResponse stored, long bodyLength) {
        Fields given = head.fields();
        boolean same = isSame(given, stored.fields(), "ETag")
                && isSame(given, stored.fields(), "Last-Modified")
                && isSame(given, stored.fields(), "Content-Encoding");
        String length = given.get("Content-Length");
        boolean sameLength = length == null || length.strip().equals(Long.toString(bodyLength));
        return same && sameLength ? HeadOutcome.FRESHENS : HeadOutcome.INVALIDATES;
    }

    private static boolean isSame(Fields given, Fields stored, String name) {
        String now = given.get(name);
        return now == null || now.equals(stored.get(name));
    }
}
