package dev.slipway.origin;

import dev.slipway.body.BodyStream;
import dev.slipway.http.ResponseHead;

/** The receiver of what comes back on one connection for one request. */
interface AnswerListener {
    void interim(ResponseHead head);

    /** The final head, or 101 to a request for an upgrade; see {@link AppAnswer#head}. */
    void head(ResponseHead head, BodyStream body, long bodyLength);

    /**
     * No complete head came; the connection is closed.
     *
     * @param untouched whether the connection closed before a byte of an answer came
     */
    void failed(AppFailure failure, boolean untouched);
}
