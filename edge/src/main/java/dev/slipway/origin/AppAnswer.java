package dev.slipway.origin;

import dev.slipway.body.BodyStream;
import dev.slipway.http.ResponseHead;

/** The receiver of the app's answer to one request; called on the exchange's event loop. */
public interface AppAnswer {
    /** An interim response (1xx but 101), to be forwarded (RFC 9110 §15.2). */
    void interim(ResponseHead head);

    /**
     * The final response.
     *
     * @param head without hop-by-hop fields and framing; Content-Length kept
     * @param body not started; ends or fails as the connection does. A response without a body ends at once
     * @param bodyLength announced length in bytes, or -1
     */
    void head(ResponseHead head, BodyStream body, long bodyLength);

    /** No response came. */
    void failed(AppFailure failure);
}
