package dev.slipway.cache;

/** What to do with a request, given what is stored. Decided purely, carried out by the corridor. */
public sealed interface Plan {
    /**
     * Send the stored response.
     *
     * @param ageSeconds for its Age field
     * @param ttlSeconds how long it stays fresh; negative when it is served stale
     */
    record Serve(long ageSeconds, long ttlSeconds) implements Plan {}

    /** Send the stored response, stale by {@code -ttlSeconds}, and validate it in the background (RFC 5861 §3). */
    record ServeStaleWhileRevalidating(long ageSeconds, long ttlSeconds) implements Plan {}

    /**
     * Ask the app whether the stored response still holds, before anything is sent.
     *
     * @param forward why the request goes forward
     */
    record Revalidate(Forward forward) implements Plan {}

    /**
     * Ask the app as if nothing were stored; its response may be stored and shared.
     *
     * @param forward why
     */
    record Fetch(Forward forward) implements Plan {}

    /**
     * Pass the request and its response through, storing nothing.
     *
     * @param forward why, for {@code fwd} in Cache-Status
     * @param detail in a few words with hyphens, such as {@code personal-request}
     */
    record Pass(Forward forward, String detail) implements Plan {}

    /** {@code only-if-cached}, and nothing usable is stored: 504 (RFC 9111 §5.2.1.7). */
    record Refuse() implements Plan {}

    /** Why a request goes forward: the {@code fwd} of Cache-Status (RFC 9211 §2.2). */
    enum Forward {
        BYPASS("bypass"),
        METHOD("method"),
        URI_MISS("uri-miss"),
        VARY_MISS("vary-miss"),
        MISS("miss"),
        REQUEST("request"),
        STALE("stale"),
        PARTIAL("partial");

        private final String token;

        Forward(String token) {
            this.token = token;
        }

        /** As Cache-Status says it. */
        public String token() {
            return token;
        }
    }
}
