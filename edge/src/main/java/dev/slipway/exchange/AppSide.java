package dev.slipway.exchange;

import dev.slipway.body.BodyStream;
import dev.slipway.http.Fields;
import dev.slipway.http.RequestHead;
import dev.slipway.http.ResponseHead;
import dev.slipway.loop.LoopLocal;
import dev.slipway.origin.AppAnswer;
import dev.slipway.origin.AppFailure;
import dev.slipway.origin.AppFields;
import dev.slipway.origin.AppPool;
import dev.slipway.origin.AppRequest;
import dev.slipway.origin.ForwardedFields;
import org.jspecify.annotations.Nullable;

/** The way to the app: a client's request, dressed for it. */
final class AppSide {
    private static final LoopLocal<DressedFields> DRESSED = new LoopLocal<>(DressedFields::new);

    private AppSide() {}

    /**
     * Asks the app.
     *
     * @param target path and query as the app is to see them
     * @param fields the client's, as far as they are to reach the app
     * @param withBody whether the client's body goes along
     */
    static AppPool.Call ask(Asker asker, String target, Fields fields, boolean withBody, AppAnswer answer) {
        Request request = asker.exchange().request();
        AppFields sent = dressed(asker, fields);
        @Nullable BodyStream body = withBody ? request.body() : null;
        return asker.pool()
                .send(
                        new AppRequest(
                                request.head().method(),
                                target,
                                sent,
                                asker.exchange().requestId(),
                                body,
                                withBody ? request.bodyLength() : 0,
                                request.loop()),
                        answer);
    }

    private static AppFields dressed(Asker asker, Fields fields) {
        Exchange exchange = asker.exchange();
        Request request = exchange.request();
        RequestHead given = request.head();
        RequestHead head = new RequestHead(
                given.method(), given.target(), given.authority(), given.host(), fields, given.version());
        ForwardedFields.Hop hop = new ForwardedFields.Hop(
                request.peer(), asker.isTrusted(), request.secure() ? "https" : "http", request.port());
        AppFields sent = DRESSED.get()
                .of(
                        head,
                        hop,
                        exchange.live().hasRelease() ? exchange.live().files().release() : null);
        exchange.asked();
        return sent;
    }

    /**
     * Asks the app to go on in the protocol that the client wants.
     *
     * @param fields the client's, a key included
     */
    static AppPool.Call askForTunnel(Asker asker, Fields fields, AppAnswer answer) {
        Request request = asker.exchange().request();
        String target = request.head().target().raw();
        return asker.pool()
                .send(
                        new AppRequest(
                                "GET",
                                target,
                                dressed(asker, fields),
                                asker.exchange().requestId(),
                                request.body(),
                                -1,
                                request.upgrade(),
                                request.loop()),
                        answer);
    }

    /** The head with the first of several dates: more than one means none to many clients (RFC 9110 §5.3). */
    static ResponseHead withOneDate(ResponseHead head) {
        if (head.fields().count("Date") <= 1) {
            return head;
        }
        String first = head.fields().all("Date").getFirst();
        return new ResponseHead(
                head.status(), head.fields().toBuilder().set("Date", first).build());
    }

    /** Why there is no answer, in a few words for Cache-Status and log. */
    static String detail(AppFailure failure) {
        return switch (failure.reason()) {
            case UNREACHABLE -> "app-unreachable";
            case CONNECT_TIMEOUT, ANSWER_TIMEOUT -> "app-timeout";
            case CLOSED, MALFORMED -> "app-broken-answer";
            case REQUEST_BODY -> "request-body-incomplete";
        };
    }
}
