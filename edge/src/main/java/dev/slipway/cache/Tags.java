package dev.slipway.cache;

import dev.slipway.http.Fields;
import java.util.Set;

/** The labels of a response: Cache-Groups (RFC 9875 §2), Surrogate-Key and Cache-Tag. */
public final class Tags {
    /** More than these are cut off: a response cannot make the index grow without bound. */
    public static final int MOST = 1_000;

    private Tags() {}

    /** Its tags, at most {@link #MOST}, each at most 1,024 characters. */
    public static Set<String> of(Fields response) {
        throw new UnsupportedOperationException();
    }
}
