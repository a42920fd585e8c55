package dev.slipway.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.slipway.body.BodySink;
import dev.slipway.body.BodyStream;
import dev.slipway.http.Fields;
import dev.slipway.http.ResponseHead;
import dev.slipway.origin.AppAnswer;
import dev.slipway.origin.AppFailure;
import dev.slipway.origin.AppPool;
import dev.slipway.origin.AppRequest;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/** The app of the walk, at the place of its sockets: it answers at once or later, wholly, in part, or not at all. */
final class AppSide implements AppPool {
    private final Tale tale;
    private final LongSupplier clock;
    private final LongFunction<Ask> asks;
    private final List<Runnable> soon;

    /** What waits for a later step. */
    private final List<Runnable> later = new ArrayList<>();

    private int answers;

    /**
     * @param asks finds a client's request by the number of its step
     * @param soon what is done before the step ends
     */
    AppSide(Tale tale, LongSupplier clock, LongFunction<Ask> asks, List<Runnable> soon) {
        this.tale = tale;
        this.clock = clock;
        this.asks = asks;
        this.soon = soon;
    }

    @Override
    public Call send(AppRequest request, AppAnswer to) {
        Lines fields = ClientSide.lines(request.fields().fields());
        Ask ask = asks.apply(Long.parseLong(fields.firstOr("X-Step", "0")));
        Conversation conversation =
                new Conversation(tale.book().asked(ask, request.target(), fields, clock.getAsLong()), to);
        tale.dialogue().say(conversation.call);
        (tale.dice().permille(150) ? later : soon).add(conversation::answer);
        return conversation;
    }

    /** Goes on with something that waits; false where nothing does. */
    boolean goOn() {
        if (later.isEmpty()) {
            return false;
        }
        later.remove(tale.dice().permille(700) ? 0 : tale.dice().below(later.size()))
                .run();
        return true;
    }

    @Override
    public List<AddressHealth> health() {
        return List.of();
    }

    @Override
    public void close() {}

    /** One request to the app, until its answer has come or was given up. */
    private final class Conversation implements AppPool.Call, BodyStream {
        private final dev.slipway.model.Call call;
        private final AppAnswer to;
        private boolean begun;

        Conversation(dev.slipway.model.Call call, AppAnswer to) {
            this.call = call;
            this.to = to;
        }

        void answer() {
            if (call.over) {
                return;
            }
            begun = true;
            if (tale.dice().permille(50)) {
                tale.dialogue().say("app to #" + call.ask.step + ": no answer");
                tale.book().failed(call);
                AppFailure.Reason reason = tale.dice()
                        .one(List.of(
                                AppFailure.Reason.UNREACHABLE,
                                AppFailure.Reason.CLOSED,
                                AppFailure.Reason.ANSWER_TIMEOUT));
                to.failed(new AppFailure(reason, "as the dice fell"));
                return;
            }
            List<Kept> present = tale.book().under(call.ask.key());
            Said said = tale.dice()
                    .answer(call, ++answers, present.isEmpty() ? null : present.getLast(), clock.getAsLong());
            tale.dialogue().say("app to #" + call.ask.step + ": " + said);
            tale.book().answered(call, said, clock.getAsLong());
            int length = said.body().length();
            to.head(
                    new ResponseHead(said.status(), ClientSide.fields(said.fields())),
                    this,
                    tale.dice().permille(300) ? -1 : length);
        }

        @Override
        public void start(BodySink sink) {
            (tale.dice().permille(70) ? later : soon).add(() -> deliver(sink));
        }

        private void deliver(BodySink sink) {
            Said said = Objects.requireNonNull(call.said);
            byte[] bytes = said.body().getBytes(ISO_8859_1);
            int half = bytes.length / 2;
            send(sink, bytes, 0, half);
            if (said.breaks()) {
                if (!call.over) {
                    tale.dialogue().say("app to #" + call.ask.step + ": breaks off");
                    tale.book().broke(call);
                    sink.fail(new IOException("broken off by the dice"));
                }
                return;
            }
            send(sink, bytes, half, bytes.length - half);
            if (!call.over) {
                tale.book().completed(call);
                sink.end(Fields.EMPTY);
            }
        }

        private void send(BodySink sink, byte[] bytes, int from, int length) {
            if (!call.over && length > 0) {
                sink.data(Unpooled.copiedBuffer(bytes, from, length));
            }
        }

        @Override
        public void resume() {}

        @Override
        public void cancel() {
            if (!call.over) {
                tale.dialogue().say("edge to app: #" + call.ask.step + " is given up" + (begun ? " halfway" : ""));
                tale.book().broke(call);
            }
        }
    }
}
