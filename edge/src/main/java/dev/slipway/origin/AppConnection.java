package dev.slipway.origin;

import dev.slipway.http.Fields;
import dev.slipway.http.ResponseHead;
import dev.slipway.http.WebSocketHandshake;
import dev.slipway.loop.LoopClock;
import dev.slipway.loop.SocketWriter;
import dev.slipway.origin.AppFailure.Reason;
import dev.slipway.site.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the app: one request at a time, then kept for the next where the framing left no doubt
 * (RFC 9112 §9.3). Every call happens on its event loop.
 *
 * <p>What arrives is read as fast as the receiver of the body takes it: when it pauses, reading stops, and what was
 * read already waits in {@link #pending}, whose size is bounded by one read.
 */
final class AppConnection extends ChannelInboundHandlerAdapter {
    /** Interim responses to one request: an endless row of them is an attack or a bug. */
    static final int MAX_INTERIM = 16;

    /** Below uvicorn's keep-alive of 5 s: who closes first does not write into a connection that is going away. */
    static final long IDLE_NANOS = 4_000_000_000L;

    private enum State {
        IDLE,
        HEAD,
        BODY,
        CLOSED
    }

    /** Where a connection goes that may serve another request. */
    interface Home {
        /** Takes the connection; false where there is no room. */
        boolean keep(AppConnection connection);

        /** A connection that was kept has closed. */
        void gone(AppConnection connection);
    }

    private final int address;
    private final Limits limits;
    private final LoopClock clock;
    private final Home home;
    private final ResponseDecoder decoder;
    private final ArrayDeque<ByteBuf> pending = new ArrayDeque<>(2);
    private @Nullable Channel channel;
    private @Nullable SocketWriter socket;
    private State state = State.IDLE;

    private @Nullable AppRequest request;
    private @Nullable AnswerListener listener;
    private @Nullable Upload upload;
    private @Nullable AnswerBody body;
    private @Nullable BodyDecoder bodyDecoder;
    private int interims;
    private boolean reusable;
    private boolean held;
    private boolean pumping;
    private boolean inputClosed;
    private @Nullable Throwable broken;

    private final Deadline deadline;

    /** @param address which of the pool's addresses it leads to */
    AppConnection(int address, Limits limits, LoopClock clock, Home home) {
        this.address = address;
        this.limits = limits;
        this.clock = clock;
        this.deadline = new Deadline(clock::nanos, this::late);
        this.home = home;
        this.decoder = new ResponseDecoder(limits.headBytes(), limits.fields());
    }

    int address() {
        return address;
    }

    boolean isOpen() {
        return channel != null && channel.isActive() && state != State.CLOSED;
    }

    /** Sends a request; {@code head} is its encoded head. The listener hears of the answer or of its failure. */
    void send(AppRequest next, byte[] head, AnswerListener receiver) {
        Channel to = open();
        request = next;
        listener = receiver;
        decoder.reset();
        interims = 0;
        held = false;
        state = State.HEAD;
        ByteBuf bytes = socket().buffer(head.length).writeBytes(head);
        if (next.body() == null || next.upgrade() != null) {
            upload = null;
            socket().send(bytes);
            deadlineIn(limits.appAnswerTime().toNanos());
            return;
        }
        to.write(bytes, to.voidPromise());
        deadline.clear();
        Upload started = new Upload(this, to, next.body(), next.bodyLength());
        upload = started;
        started.start();
        to.flush();
    }

    /** Closes at once; nobody hears of it. */
    void abort() {
        state = State.CLOSED;
        deadline.clear();
        stopUpload();
        listener = null;
        body = null;
        releasePending();
        if (channel != null) {
            channel.close();
        }
    }

    // --- the upload reports

    void uploadStalled() {
        deadlineIn(limits.appBodyTime().toNanos());
    }

    void uploadGoesOn() {
        deadline.clear();
    }

    void uploaded() {
        if (state == State.HEAD) {
            deadlineIn(limits.appAnswerTime().toNanos());
        }
    }

    void uploadFailed(String why) {
        fail(Reason.REQUEST_BODY, why, false);
    }

    // --- the body asks

    /** The receiver of the body takes more. */
    void proceed() {
        held = false;
        if (state == State.BODY) {
            deadlineIn(limits.appBodyTime().toNanos());
            read(true);
        }
        pump();
    }

    // --- the channel reports

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
        socket = new SocketWriter(context.channel(), true);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        clock.hold();
        ByteBuf bytes = (ByteBuf) message;
        if (state == State.IDLE || state == State.CLOSED) {
            // Nobody asked: whatever this is, it must not become the answer to the next request.
            bytes.release();
            home.gone(this);
            abort();
            return;
        }
        pending.add(bytes);
        if (state == State.BODY && !held) {
            deadlineIn(limits.appBodyTime().toNanos());
        }
        pump();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        clock.letGo();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (upload != null) {
            upload.writable();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (broken == null) {
            broken = cause;
        }
        if (!(cause instanceof IOException)) {
            fail(Reason.CLOSED, "broken while it was received: " + cause, false);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        inputClosed = true;
        if (state == State.IDLE) {
            state = State.CLOSED;
            home.gone(this);
        }
        pump();
        if (state == State.CLOSED) {
            deadline.end();
        }
    }

    // --- taking the answer apart

    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (!held && (state == State.HEAD || state == State.BODY)) {
                ByteBuf in = pending.peek();
                if (in == null) {
                    withoutInput();
                    break;
                }
                if (state == State.HEAD) {
                    head(in);
                } else {
                    body(in);
                }
                if (state == State.CLOSED) {
                    break;
                }
                if (!in.isReadable() && pending.peek() == in) {
                    pending.remove();
                    in.release();
                }
            }
        } finally {
            pumping = false;
            if (state == State.CLOSED) {
                releasePending();
            }
        }
    }

    private void withoutInput() {
        BodyDecoder parts = bodyDecoder;
        if (state == State.BODY && parts != null && parts.isComplete()) {
            finish();
            return;
        }
        if (!inputClosed) {
            return;
        }
        String why = broken == null ? "the app closed the connection" : "the connection broke: " + broken.getMessage();
        if (state == State.HEAD) {
            fail(Reason.CLOSED, why + " before an answer", !decoder.started() && interims == 0);
        } else if (parts != null && parts.endsWithConnection() && broken == null) {
            finish();
        } else {
            fail(Reason.CLOSED, why + " before the end of the answer", false);
        }
    }

    private void head(ByteBuf in) {
        switch (decoder.feed(in)) {
            case MORE -> {}
            case MALFORMED -> fail(Reason.MALFORMED, decoder.problem(), false);
            case HEAD -> {
                if (decoder.status() >= 200) {
                    answer(in);
                } else if (decoder.status() == 101) {
                    upgraded();
                } else {
                    interim();
                }
            }
        }
    }

    private void interim() {
        if (++interims > MAX_INTERIM) {
            fail(Reason.MALFORMED, "more than " + MAX_INTERIM + " interim responses", false);
            return;
        }
        ResponseHead head = new ResponseHead(decoder.status(), HopByHop.ofResponse(decoder.fields(), false));
        decoder.reset();
        if (listener != null) {
            listener.interim(head);
        }
    }

    /** The connection is HTTP's no more: what is behind a true 101 is a tunnel's. */
    private void upgraded() {
        AppRequest asked = request;
        AnswerListener receiver = listener;
        if (asked == null || receiver == null || asked.upgrade() == null || asked.body() == null) {
            fail(Reason.MALFORMED, "101 though no upgrade was asked for", false);
            return;
        }
        String problem = decoder.minorVersion() == 1
                ? WebSocketHandshake.problem(asked.fields().fields(), decoder.fields())
                : "101 in HTTP/1.0";
        if (problem != null) {
            fail(Reason.MALFORMED, problem, false);
            return;
        }
        Channel through = open();
        AppTunnel tunnel = new AppTunnel(through, asked.body(), limits.tunnelIdleTime(), clock::nanos);
        state = State.CLOSED;
        listener = null;
        deadline.end();
        for (ByteBuf rest : pending) {
            if (rest.isReadable()) {
                tunnel.early(rest.retain());
            }
        }
        read(false);
        through.pipeline().replace(this, "tunnel", tunnel);
        clock.letGo();
        receiver.head(new ResponseHead(101, HopByHop.ofResponse(decoder.fields(), false)), tunnel, -1);
        tunnel.open();
    }

    private void answer(ByteBuf in) {
        AppRequest asked = request;
        AnswerListener receiver = listener;
        if (asked == null || receiver == null) {
            return;
        }
        Fields fields = decoder.fields();
        Framing framing = Framing.of(asked.method(), decoder.status(), decoder.minorVersion(), fields);
        if (framing instanceof Framing.Broken(String problem)) {
            fail(Reason.MALFORMED, problem, false);
            return;
        }
        long length = framing.announcedBytes();
        if (length >= 0 && in.readableBytes() > length) {
            fail(Reason.MALFORMED, "bytes after the end of the answer", false);
            return;
        }
        reusable = decoder.minorVersion() == 1
                && !(framing instanceof Framing.UntilClose)
                && !HopByHop.names(fields, "close")
                && (upload == null || upload.isOver());
        stopUpload();
        ResponseHead head = new ResponseHead(
                decoder.status(),
                HopByHop.ofResponse(
                        fields, // RFC 9110 §8.6: 204 says no length.
                        decoder.status() != 204));
        AnswerBody answer = new AnswerBody(this);
        bodyDecoder = new BodyDecoder(framing);
        body = answer;
        listener = null;
        state = State.BODY;
        deadline.clear();
        held = length != 0;
        if (length == 0) {
            finish();
        }
        receiver.head(head, answer, length);
        if (held && state == State.BODY) {
            read(false);
        }
    }

    private void body(ByteBuf in) {
        BodyDecoder parts = bodyDecoder;
        AnswerBody to = body;
        if (parts == null || to == null) {
            return;
        }
        switch (parts.next(in)) {
            case MORE -> {}
            case MALFORMED -> fail(Reason.MALFORMED, parts.problem(), false);
            case END -> finish();
            case DATA -> {
                boolean more = to.data(take(in, parts.dataLength()));
                if (!more && state == State.BODY) {
                    held = true;
                    deadline.clear();
                    read(false);
                }
            }
        }
    }

    /** The next bytes of the buffer with their ownership: the buffer itself where that is all of it. */
    private ByteBuf take(ByteBuf in, int length) {
        if (length == in.readableBytes()) {
            return pending.remove();
        }
        return in.readRetainedSlice(length);
    }

    private void finish() {
        AnswerBody ended = body;
        if (hasSurplus()) {
            fail(Reason.MALFORMED, "bytes after the end of the answer", false);
            return;
        }
        body = null;
        bodyDecoder = null;
        deadline.clear();
        releasePending();
        settle();
        if (ended != null) {
            ended.end();
        }
    }

    private boolean hasSurplus() {
        for (ByteBuf rest : pending) {
            if (rest.isReadable()) {
                return true;
            }
        }
        return false;
    }

    /** Keeps the connection for another request, or closes it. */
    private void settle() {
        state = State.IDLE;
        request = null;
        upload = null;
        if (reusable && !inputClosed && isOpen() && home.keep(this)) {
            deadlineIn(IDLE_NANOS);
            read(true);
            return;
        }
        abort();
    }

    /** Ends the exchange without success and closes; whoever waits hears why. */
    private void fail(Reason reason, String why, boolean untouched) {
        if (state == State.CLOSED) {
            return;
        }
        AnswerListener waiting = listener;
        AnswerBody cut = body;
        abort();
        if (waiting != null) {
            waiting.failed(new AppFailure(reason, why), untouched);
        } else if (cut != null) {
            cut.fail(reason == Reason.CLOSED ? new EOFException(why) : new IOException(why));
        }
    }

    private void stopUpload() {
        Upload running = upload;
        upload = null;
        if (running != null) {
            running.stop();
        }
    }

    private void releasePending() {
        for (ByteBuf rest = pending.poll(); rest != null; rest = pending.poll()) {
            rest.release();
        }
    }

    private void read(boolean on) {
        Channel from = open();
        if (from.config().isAutoRead() != on) {
            from.config().setAutoRead(on);
        }
    }

    private Channel open() {
        if (channel == null) {
            throw new IllegalStateException("not connected yet");
        }
        return channel;
    }

    private SocketWriter socket() {
        if (socket == null) {
            throw new IllegalStateException("not connected yet");
        }
        return socket;
    }

    // --- deadlines

    private void deadlineIn(long nanos) {
        deadline.in(open().eventLoop(), nanos);
    }

    private void late() {
        switch (state) {
            case IDLE -> {
                home.gone(this);
                abort();
            }
            case HEAD -> fail(Reason.ANSWER_TIMEOUT, "no answer within the deadline", false);
            case BODY -> fail(Reason.ANSWER_TIMEOUT, "no progress of the answer within the deadline", false);
            case CLOSED -> {}
        }
    }
}
