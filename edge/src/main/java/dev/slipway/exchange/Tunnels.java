package dev.slipway.exchange;

import dev.slipway.body.Body;
import dev.slipway.body.BodyStream;
import dev.slipway.cache.Plan.Forward;
import dev.slipway.http.CacheStatus;
import dev.slipway.http.Fields;
import dev.slipway.http.HttpVersion;
import dev.slipway.http.PreparedHead;
import dev.slipway.http.ResponseHead;
import dev.slipway.http.WebSocketHandshake;
import dev.slipway.origin.AppAnswer;
import dev.slipway.origin.AppFailure;
import dev.slipway.origin.AppPool;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Requests to go on in WebSocket (RFC 6455, RFC 8441), brought to the app by a handshake of HTTP/1.1. The gate's answer is
 * a 101 whose body is what the app sends, raw; any other answer of the app is an ordinary one, never stored.
 */
final class Tunnels {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ErrorAnswers errors;

    Tunnels(ErrorAnswers errors) {
        this.errors = errors;
    }

    void answer(Asker asker) {
        Exchange exchange = asker.exchange();
        Fields fields = asker.request().fields();
        if (!WebSocketHandshake.isOfOurVersion(fields)) {
            Fields ours = Fields.of("Sec-WebSocket-Version", WebSocketHandshake.VERSION);
            errors.answer(exchange, 426, "websocket-version", ours);
            return;
        }
        boolean keyed = exchange.head().version() == HttpVersion.HTTP_1_1;
        if (keyed && !WebSocketHandshake.hasGoodKey(fields)) {
            errors.answer(exchange, 400, "websocket-key");
            return;
        }
        Fields asked = keyed
                ? fields
                : fields.toBuilder().set("Sec-WebSocket-Key", newKey()).build();
        AppPool.Call call = AppSide.askForTunnel(asker, asked, new AppAnswer() {
            @Override
            public void interim(ResponseHead head) {
                exchange.responder().interim(head);
            }

            @Override
            public void head(ResponseHead head, BodyStream body, long bodyLength) {
                exchange.appAnswered();
                if (head.status() == 101) {
                    open(exchange, head, body, keyed);
                } else {
                    CacheStatus status =
                            CacheStatus.forward(Forward.BYPASS.token()).detail("websocket-declined");
                    PassThrough.forward(asker, head, body, bodyLength, status);
                }
            }

            @Override
            public void failed(AppFailure failure) {
                exchange.appAnswered();
                errors.answer(exchange, failure.reason().status(), AppSide.detail(failure));
            }
        });
        exchange.responder().onGone(() -> {
            call.cancel();
            asker.leave(Outcome.TUNNEL);
        });
    }

    /** A key of our own, where the client's version of HTTP has none (RFC 8441 §5). */
    private static String newKey() {
        byte[] key = new byte[16];
        RANDOM.nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    private static void open(Exchange exchange, ResponseHead head, BodyStream stream, boolean keyed) {
        Fields.Builder fields = head.fields().toBuilder().remove("Content-Length");
        if (!keyed) {
            fields.remove("Sec-WebSocket-Accept");
        }
        fields.set("X-Request-Id", exchange.requestId());
        PreparedHead sent = new PreparedHead(new ResponseHead(101, fields.build()), PreparedHead.NO_LENGTH);
        exchange.answer(sent, new Body.Streamed(stream, -1), Outcome.TUNNEL, "websocket");
    }
}
