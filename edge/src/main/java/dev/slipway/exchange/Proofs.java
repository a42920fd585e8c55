package dev.slipway.exchange;

import dev.slipway.body.Body;
import dev.slipway.http.PreparedHead;
import dev.slipway.http.ResponseHead;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Answers to an authority that wants a name proved (RFC 8555 §8.3): in the clear, whatever host and routes are. */
final class Proofs {
    private Proofs() {}

    static void answer(Exchange exchange, String proof) {
        byte[] bytes = proof.getBytes(StandardCharsets.US_ASCII);
        ResponseHead head = Answers.head(200, "Content-Type", "application/octet-stream", "Cache-Control", "no-store");
        exchange.answer(
                new PreparedHead(head, bytes.length),
                new Body.Bytes(Unpooled.wrappedBuffer(bytes)),
                Outcome.RELEASE,
                "acme-challenge");
    }
}
