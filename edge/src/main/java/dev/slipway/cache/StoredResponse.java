package dev.slipway.cache;

import dev.slipway.http.EntityTag;
import dev.slipway.http.Fields;
import org.jspecify.annotations.Nullable;

/**
 * One response as it is stored, without its body: what the law has to know to judge whether it may be used again. Made
 * once, when it is stored or validated; everything that takes parsing is parsed then.
 */
public final class StoredResponse {
    /**
     * The piece that a 206 brought (RFC 9110 §14.4).
     *
     * @param first the first byte's place
     * @param last the last byte's place, inclusive
     * @param complete the length of the whole representation
     */
    public record Part(long first, long last, long complete) {}

    private final int status;
    private final Fields fields;
    private final Selection selection;
    private final long requestedMillis;
    private final long receivedMillis;
    private final @Nullable Part part;

    /**
     * @param status the final status; 206 only with a part
     * @param fields the end-to-end fields as they are stored and sent, Age and Date as the app gave them; without
     *     Content-Length and without what §3.1 forbids to store
     * @param requestedMillis when the request for it was sent, since the epoch
     * @param receivedMillis when its head arrived
     */
    public StoredResponse(
            int status,
            Fields fields,
            Selection selection,
            long requestedMillis,
            long receivedMillis,
            @Nullable Part part) {
        this.status = status;
        this.fields = fields;
        this.selection = selection;
        this.requestedMillis = requestedMillis;
        this.receivedMillis = receivedMillis;
        this.part = part;
    }

    public int status() {
        return status;
    }

    public Fields fields() {
        return fields;
    }

    public Selection selection() {
        return selection;
    }

    public long requestedMillis() {
        return requestedMillis;
    }

    public long receivedMillis() {
        return receivedMillis;
    }

    public @Nullable Part part() {
        return part;
    }

    /** Seconds since it was made or validated at the origin (§4.2.3); never negative. */
    public long ageSeconds(long nowMillis) {
        throw new UnsupportedOperationException();
    }

    /** How long it is fresh, by what the app says or, where that is allowed, by heuristic, from age 0 on (§4.2.1). */
    public long lifetimeSeconds(CachePolicy policy) {
        throw new UnsupportedOperationException();
    }

    /** Its entity tag, or null. */
    public @Nullable EntityTag tag() {
        throw new UnsupportedOperationException();
    }

    /** Whether it says that it may answer personal requests: {@code public}, {@code s-maxage} or a targeted equivalent. */
    public boolean isForEverybody() {
        throw new UnsupportedOperationException();
    }
}
