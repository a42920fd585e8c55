package dev.slipway.origin;

/**
 * Why the app gave no answer.
 *
 * @param reason the kind
 * @param detail in words, for the log
 */
public record AppFailure(Reason reason, String detail) {
    /** The kinds, each with the status that a client sees. */
    public enum Reason {
        /** Every address refused the connection. */
        UNREACHABLE(502),
        /** No connection within the deadline. */
        CONNECT_TIMEOUT(504),
        /** No answer within the deadline. */
        ANSWER_TIMEOUT(504),
        /** The connection closed or broke before a complete head. */
        CLOSED(502),
        /** The answer broke HTTP's framing. */
        MALFORMED(502),
        /** The client's own body ended early. */
        REQUEST_BODY(400);

        private final int status;

        Reason(int status) {
            this.status = status;
        }

        public int status() {
            return status;
        }
    }
}
