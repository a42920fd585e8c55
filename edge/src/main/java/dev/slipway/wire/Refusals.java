package dev.slipway.wire;

import dev.slipway.body.Body;
import dev.slipway.exchange.Answer;
import dev.slipway.exchange.Corridor;
import dev.slipway.http.Fields;
import dev.slipway.http.HttpVersion;
import dev.slipway.http.PreparedHead;
import dev.slipway.http.Reason;
import dev.slipway.http.Refused;
import dev.slipway.http.RequestFraming;
import dev.slipway.http.RequestHead;
import dev.slipway.http.RequestTarget;
import dev.slipway.http.ResponseHead;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** The answers to messages that cannot be read: they never reach the corridor. */
final class Refusals {
    private Refusals() {}

    static Answer answer(Refused refused) {
        String text = refused.status() + " " + Reason.phrase(refused.status()) + "\n\nThe request was refused: "
                + refused.reason() + ". Nothing of it was forwarded. Sending the same bytes again will fail again.\n";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Fields.Builder fields = Fields.builder()
                .add("Content-Type", "text/plain; charset=utf-8")
                .add("Cache-Control", "no-store")
                .add("Cache-Status", "slipway; detail=" + refused.reason());
        if (refused.status() == 405) {
            // RFC 9110 §15.5.6 demands it.
            fields.add("Allow", Corridor.ALLOWED);
        }
        return new Answer(
                new PreparedHead(new ResponseHead(refused.status(), fields.build()), bytes.length),
                null,
                new Body.Bytes(Unpooled.wrappedBuffer(bytes)),
                (bodyBytes, complete) -> {});
    }

    /** Stands for a request whose head could not be read: HTTP/1.1, without a body, last on its connection. */
    static RequestFraming unreadable() {
        return new RequestFraming(
                new RequestHead("GET", RequestTarget.ASTERISK, "", Fields.EMPTY, HttpVersion.HTTP_1_1),
                0,
                false,
                false);
    }
}
