package dev.slipway.exchange;

import dev.slipway.http.ResponseHead;

/** The way back to the client of one request; called on the exchange's event loop. */
public interface Responder {
    /** An interim response (RFC 9110 §15.2), any number of times before the answer. */
    void interim(ResponseHead head);

    /** The final response, exactly once. After the client has gone it is released and told so by its {@code done}. */
    void answer(Answer answer);

    /** Has that run when the client goes before the answer is complete; for giving up what was asked of the app. */
    void onGone(Runnable giveUp);
}
