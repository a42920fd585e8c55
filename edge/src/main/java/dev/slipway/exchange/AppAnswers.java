package dev.slipway.exchange;

import dev.slipway.body.Body;
import dev.slipway.body.BodyStream;
import dev.slipway.http.Fields;
import dev.slipway.http.PreparedHead;
import dev.slipway.http.RequestHead;
import dev.slipway.http.ResponseHead;
import dev.slipway.origin.AppAnswer;
import dev.slipway.origin.AppFailure;
import dev.slipway.origin.AppPool;
import dev.slipway.origin.AppRequest;
import dev.slipway.origin.ForwardedFields;
import dev.slipway.site.AddressRange;
import dev.slipway.site.Route;
import java.net.InetAddress;
import java.util.List;

/** Answers of the app, passed on as they come. */
final class AppAnswers {
    private final ErrorAnswers errors;
    private final List<AddressRange> trustedProxies;

    AppAnswers(ErrorAnswers errors, List<AddressRange> trustedProxies) {
        this.errors = errors;
        this.trustedProxies = List.copyOf(trustedProxies);
    }

    void answer(Exchange exchange, Route route, String poolName) {
        AppPool pool = exchange.environment().pools().get(poolName);
        if (pool == null) {
            errors.answer(exchange, 502, "no-such-pool");
            return;
        }
        Request request = exchange.request();
        RequestHead head = request.head();
        if (ForwardedFields.isLoop(head.fields())) {
            errors.answer(exchange, 508, "loop");
            return;
        }
        boolean trusted = isTrusted(request.peer());
        String givenId = trusted ? head.fields().get("X-Request-Id") : null;
        if (givenId != null && givenId.length() <= 128) {
            exchange.adoptRequestId(givenId);
        }
        Fields fields = ForwardedFields.toApp(
                head,
                new ForwardedFields.Hop(request.peer(), trusted, request.secure() ? "https" : "http", request.port()),
                exchange.requestId(),
                exchange.live().hasRelease() ? exchange.live().files().release() : null);
        exchange.asked();
        AppPool.Call call = pool.send(
                new AppRequest(
                        head.method(),
                        head.target().raw(),
                        fields,
                        request.body(),
                        request.bodyLength(),
                        request.loop()),
                new Forwarding(exchange, route));
        exchange.responder().onGone(() -> {
            call.cancel();
            exchange.gone(Outcome.BYPASS);
        });
    }

    private boolean isTrusted(InetAddress peer) {
        for (AddressRange range : trustedProxies) {
            if (range.contains(peer)) {
                return true;
            }
        }
        return false;
    }

    /** Passes the app's answer on to the client. */
    private final class Forwarding implements AppAnswer {
        private final Exchange exchange;
        private final Route route;

        Forwarding(Exchange exchange, Route route) {
            this.exchange = exchange;
            this.route = route;
        }

        @Override
        public void interim(ResponseHead head) {
            exchange.responder().interim(head);
        }

        @Override
        public void head(ResponseHead head, BodyStream stream, long bodyLength) {
            exchange.appAnswered();
            Fields.Builder fields = head.fields().toBuilder().remove("Content-Length");
            fields.add("Cache-Status", "slipway; fwd=bypass");
            fields.set("X-Request-Id", exchange.requestId());
            Fields dressed =
                    RouteFields.dress(fields, route, exchange.isIndexed()).build();
            ResponseHead sent = new ResponseHead(head.status(), dressed);
            if (head.hasNoBody()) {
                stream.cancel();
                exchange.answer(new PreparedHead(sent, PreparedHead.NO_LENGTH), Body.NONE, Outcome.BYPASS, "");
                return;
            }
            if (exchange.head().method().equals("HEAD")) {
                stream.cancel();
                exchange.answer(new PreparedHead(sent, announced(head.fields())), Body.NONE, Outcome.BYPASS, "");
                return;
            }
            long length = bodyLength < 0 ? PreparedHead.UNKNOWN_LENGTH : bodyLength;
            exchange.answer(new PreparedHead(sent, length), new Body.Streamed(stream, bodyLength), Outcome.BYPASS, "");
        }

        /** What GET would send, as the app says (RFC 9110 §8.6); the origin side has checked its form. */
        private static long announced(Fields fields) {
            String length = fields.get("Content-Length");
            return length == null ? PreparedHead.UNKNOWN_LENGTH : Long.parseLong(length);
        }

        @Override
        public void failed(AppFailure failure) {
            exchange.appAnswered();
            String detail = switch (failure.reason()) {
                case UNREACHABLE -> "app-unreachable";
                case CONNECT_TIMEOUT, ANSWER_TIMEOUT -> "app-timeout";
                case CLOSED, MALFORMED -> "app-broken-answer";
                case REQUEST_BODY -> "request-body-incomplete";
            };
            errors.answer(exchange, failure.reason().status(), detail);
        }
    }
}
