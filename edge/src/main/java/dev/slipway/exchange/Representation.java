package dev.slipway.exchange;

import dev.slipway.body.Body;
import dev.slipway.http.EntityTag;
import dev.slipway.http.PreparedHead;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that answers GET, ready to write: conditions and ranges are judged against it (RFC 9110 §13, §14). */
interface Representation {
    /** The head of the 200 answer. */
    PreparedHead whole();

    /** The head of the 304 answer (RFC 9110 §15.4.5). */
    PreparedHead notModified();

    /** Its validator, or null where it has none. */
    @Nullable
    EntityTag tag();

    /** When it changed last, or null where nobody knows or the tag says all there is to say. */
    @Nullable
    Instant modified();

    /** What If-Modified-Since is compared with; null where nobody knows. */
    default @Nullable Instant unmodifiedSince() {
        return modified();
    }

    /** Its length in bytes. */
    long size();

    /** That part of the body, with a reference of its own that whoever sends it gives back. */
    Body part(long first, long length);
}
