package dev.slipway.cache;

import dev.slipway.http.ResponseHead;

/** Whether a response may be stored (RFC 9111 §3), by the letter or more safely. */
public final class Storability {
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
        throw new UnsupportedOperationException();
    }
}
