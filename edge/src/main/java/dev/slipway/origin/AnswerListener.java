package dev.slipway.origin;

import dev.slipway.http.ResponseHead;

/** The receiver of what comes back on one connection for one request. */
interface AnswerListener {
    void interim(ResponseHead head);

    /** The final head; see {@link AppAnswer#head}. */
    void head(ResponseHead head, AnswerBody body, long bodyLength);

    /**
     * No complete head came; the connection is closed.
     *
     * @param untouched whether the connection closed before a byte of an answer came
     */
    void failed(AppFailure failure, boolean untouched);
}
