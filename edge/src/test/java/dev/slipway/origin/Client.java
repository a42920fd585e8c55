package dev.slipway.origin;

import dev.slipway.body.BodySink;
import dev.slipway.body.BodyStream;
import dev.slipway.http.Fields;
import dev.slipway.http.ResponseHead;
import dev.slipway.loop.LoopClock;
import dev.slipway.site.AppAddress;
import dev.slipway.site.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A pool with its event loop, asked from a test's thread. */
final class Client implements AutoCloseable {
    private final EventLoopGroup group;
    private final EventLoop loop;
    private final NettyAppPool pool;

    private Client(EventLoopGroup group, PoolSettings settings) {
        this.group = group;
        this.loop = group.next();
        this.pool = NettyAppPool.open(settings, group, new LoopClock(InstantSource.system(), System::nanoTime));
    }

    static Client of(AppAddress... addresses) {
        return of(quick(), addresses);
    }

    static Client of(Limits limits, AppAddress... addresses) {
        return new Client(
                group(Epoll.isAvailable()),
                new PoolSettings(List.of(addresses), limits, null, "shop.localhost", "http"));
    }

    static Client onNio(AppAddress... addresses) {
        return new Client(group(false), new PoolSettings(List.of(addresses), quick(), null, "shop.localhost", "http"));
    }

    static Client checking(String path, AppAddress... addresses) {
        return new Client(
                group(Epoll.isAvailable()),
                new PoolSettings(List.of(addresses), quick(), path, "shop.localhost", "https"));
    }

    /** Deadlines short enough to wait for, long enough for a busy machine. */
    static Limits quick() {
        return limits(Duration.ofSeconds(20));
    }

    static Limits limits(Duration appDeadline) {
        Limits normal = Limits.DEFAULT;
        return new Limits(
                8 << 10,
                50,
                normal.requestBodyBytes(),
                normal.connections(),
                normal.headTime(),
                normal.idleTime(),
                normal.bodyTime(),
                Duration.ofSeconds(2),
                appDeadline,
                appDeadline,
                normal.tunnelIdleTime(),
                normal.drainTime());
    }

    private static EventLoopGroup group(boolean epoll) {
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new MultiThreadIoEventLoopGroup(1, io);
    }

    NettyAppPool pool() {
        return pool;
    }

    EventLoop loop() {
        return loop;
    }

    int idle() throws Exception {
        return loop.submit(() -> pool.idleCount(loop)).get(5, TimeUnit.SECONDS);
    }

    Answer get(String target) throws Exception {
        return ask("GET", target);
    }

    Answer ask(String method, String target) throws Exception {
        return send(method, target, null, 0).get();
    }

    Collector send(String method, String target, @Nullable BodyStream body, long length) {
        return send(method, target, body, length, new Collector());
    }

    Collector send(String method, String target, @Nullable BodyStream body, long length, Collector collector) {
        Fields fields = Fields.of("Accept", "*/*", "Host", "shop.localhost");
        AppRequest request = new AppRequest(method, target, new AppFields(fields), null, body, length, loop);
        collector.call = pool.send(request, collector);
        return collector;
    }

    @Override
    public void close() throws Exception {
        pool.close();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).get(10, TimeUnit.SECONDS);
    }

    /** What came back, whole. */
    record Answer(
            int status,
            Fields fields,
            String body,
            long bodyBytes,
            List<Integer> interims,
            @Nullable AppFailure failure,
            @Nullable Throwable bodyFailure) {}

    /** Collects an answer; reads its body at once unless told otherwise. */
    static class Collector implements AppAnswer, BodySink {
        final CompletableFuture<Answer> answer = new CompletableFuture<>();
        final List<Integer> interims = new ArrayList<>();
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        volatile AppPool.@Nullable Call call;
        volatile @Nullable BodyStream stream;
        volatile long received;

        @Nullable
        ResponseHead head;

        Answer get() throws Exception {
            return answer.get(60, TimeUnit.SECONDS);
        }

        @Override
        public void interim(ResponseHead interim) {
            interims.add(interim.status());
        }

        @Override
        public void head(ResponseHead answered, BodyStream body, long bodyLength) {
            head = answered;
            stream = body;
            body.start(this);
        }

        @Override
        public void failed(AppFailure failure) {
            answer.complete(new Answer(0, Fields.EMPTY, "", 0, interims, failure, null));
        }

        @Override
        public boolean data(ByteBuf part) {
            received += part.readableBytes();
            if (received < 1 << 20) {
                bytes.writeBytes(io.netty.buffer.ByteBufUtil.getBytes(part));
            }
            part.release();
            return true;
        }

        @Override
        public void end(Fields trailers) {
            done(null);
        }

        @Override
        public void fail(Throwable reason) {
            done(reason);
        }

        private void done(@Nullable Throwable reason) {
            ResponseHead answered = head == null ? new ResponseHead(599, Fields.EMPTY) : head;
            answer.complete(new Answer(
                    answered.status(),
                    answered.fields(),
                    bytes.toString(StandardCharsets.ISO_8859_1),
                    received,
                    interims,
                    null,
                    reason));
        }
    }
}
