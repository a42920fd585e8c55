package dev.slipway.exchange;

import dev.slipway.body.Body;
import dev.slipway.body.BodyStream;
import dev.slipway.cache.CacheKeys;
import dev.slipway.cache.Invalidation;
import dev.slipway.cache.Personal;
import dev.slipway.cache.Plan.Forward;
import dev.slipway.http.CacheStatus;
import dev.slipway.http.Fields;
import dev.slipway.http.PreparedHead;
import dev.slipway.http.ResponseHead;
import dev.slipway.origin.AppAnswer;
import dev.slipway.origin.AppFailure;
import dev.slipway.origin.AppPool;
import dev.slipway.store.ObjectStore;
import java.util.List;

/** Answers of the app that are passed on as they come, stored for nobody; what they make stale is invalidated. */
final class PassThrough {
    private final ErrorAnswers errors;
    private final ObjectStore store;
    private final HeadUpdates heads;

    PassThrough(ErrorAnswers errors, ObjectStore store, HeadUpdates heads) {
        this.errors = errors;
        this.store = store;
        this.heads = heads;
    }

    /** Asks the app with the client's own request, body and all. */
    void answer(Asker asker, Forward why, String detail) {
        Fields fields = asker.request().fields();
        String raw = asker.exchange().head().target().raw();
        // What bypasses the cache may be an answer to something else than it seems.
        boolean describes = why != Forward.BYPASS && asker.request().method().equals("HEAD");
        // What the key leaves out must not show in fields that others get.
        String target = describes ? new CacheKeys(asker.policy()).withoutIgnored(raw) : raw;
        long sequence = store.sequence();
        long requestedMillis = heads.millis();
        AppPool.Call call =
                AppSide.ask(asker, target, fields, asker.exchange().request().body() != null, new AppAnswer() {
                    @Override
                    public void interim(ResponseHead head) {
                        asker.exchange().responder().interim(head);
                    }

                    @Override
                    public void head(ResponseHead head, BodyStream body, long bodyLength) {
                        asker.exchange().appAnswered();
                        invalidate(asker, head);
                        if (describes) {
                            heads.received(asker, head, requestedMillis, sequence);
                        }
                        forward(asker, head, body, bodyLength, status(why, detail));
                    }

                    @Override
                    public void failed(AppFailure failure) {
                        asker.exchange().appAnswered();
                        errors.answer(asker.exchange(), failure.reason().status(), AppSide.detail(failure));
                    }
                });
        asker.exchange().responder().onGone(() -> {
            call.cancel();
            asker.leave(Outcome.BYPASS);
        });
    }

    private static CacheStatus status(Forward why, String detail) {
        return CacheStatus.forward(why.token()).detail(detail);
    }

    /** Before the client learns that its change was made: its next request must not find what was there before. */
    private void invalidate(Asker asker, ResponseHead head) {
        List<String> keys = Invalidation.keys(asker.request(), head, new CacheKeys(asker.policy()));
        List<String> labels = Invalidation.groups(asker.request(), head).stream()
                .map(group -> Labels.group(asker, group))
                .toList();
        store.invalidate(keys, labels);
    }

    /** Passes an answer on to the one who asked. */
    static void forward(Asker asker, ResponseHead head, BodyStream stream, long bodyLength, CacheStatus status) {
        Exchange exchange = asker.exchange();
        Fields given = AppSide.withOneDate(head).fields();
        Fields.Builder fields = Personal.withoutForeignSetCookies(given, asker.policy()).toBuilder()
                .remove("Content-Length");
        fields.add("Cache-Status", status.toString());
        fields.set("X-Request-Id", exchange.requestId());
        Fields dressed =
                RouteFields.dress(fields, asker.route(), exchange.isIndexed()).build();
        ResponseHead sent = new ResponseHead(head.status(), dressed);
        String why = status.detail();
        if (head.hasNoBody()) {
            stream.cancel();
            exchange.answer(new PreparedHead(sent, PreparedHead.NO_LENGTH), Body.NONE, Outcome.BYPASS, why);
            return;
        }
        if (exchange.head().method().equals("HEAD")) {
            stream.cancel();
            exchange.answer(new PreparedHead(sent, announced(head.fields())), Body.NONE, Outcome.BYPASS, why);
            return;
        }
        long length = bodyLength < 0 ? PreparedHead.UNKNOWN_LENGTH : bodyLength;
        exchange.answer(new PreparedHead(sent, length), new Body.Streamed(stream, bodyLength), Outcome.BYPASS, why);
    }

    /** What GET would send, as the app says (RFC 9110 §8.6); the origin side has checked its form. */
    private static long announced(Fields fields) {
        String length = fields.get("Content-Length");
        return length == null ? PreparedHead.UNKNOWN_LENGTH : Long.parseLong(length);
    }
}
