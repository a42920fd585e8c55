package dev.slipway.cache;

import dev.slipway.http.EntityTag;
import org.jspecify.annotations.Nullable;

/** Combining parts of one representation (RFC 9111 §3.4, RFC 9110 §15.3.7.3). */
public final class Partial {
    private Partial() {}

    /**
     * What two parts make together; null where they do not belong to the same representation or leave a gap. The newer
     * part's fields update those of the older; a whole one is a 200.
     */
    public static @Nullable StoredResponse combined(StoredResponse older, StoredResponse newer) {
        StoredResponse.Part one = older.part();
        StoredResponse.Part two = newer.part();
        EntityTag tag = newer.tag();
        if (one == null || two == null || tag == null || older.tag() == null || !tag.matchesStrongly(older.tag())) {
            return null;
        }
        boolean gap = one.last() + 1 < two.first() || two.last() + 1 < one.first();
        if (gap || one.complete() != two.complete() || !older.selection().equals(newer.selection())) {
            return null;
        }
        StoredResponse.Part both = new StoredResponse.Part(
                Math.min(one.first(), two.first()), Math.max(one.last(), two.last()), one.complete());
        boolean whole = both.length() == both.complete();
        return new StoredResponse(
                whole ? 200 : 206,
                Validation.updated(older, newer.fields()).build(),
                newer.selection(),
                newer.requestedMillis(),
                newer.receivedMillis(),
                whole ? null : both);
    }
}
