package dev.slipway.check.timing;

import dev.slipway.check.CheckTime;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests when they are due, answered or not: the k-th of a block at {@code start + k / rate}. Where every
 * connection is busy they wait here, and that waiting is part of their latency, as it is for users.
 */
final class LoadGenerator implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int CONNECT_MILLIS = 5_000;
    private static final long REOPEN_MILLIS = 50;

    private final LoadTarget target;
    private final CheckTime time;
    private final SendingLoop sending;
    private final EventLoop loop;
    private final InetSocketAddress address;
    private final @Nullable SslContext tls;
    private final Set<Lane> lanes = new HashSet<>();
    private final ArrayDeque<Lane> free = new ArrayDeque<>();

    /** Since when there has been a free lane without a break: until then it was not this generator that was late. */
    private long roomSince;

    private boolean closing;
    private String lastFailure = "no connection opened";
    private @Nullable Running running;

    /** @throws IOException when the target's name is not known, or TLS cannot be set up */
    LoadGenerator(LoadTarget target, CheckTime time) throws IOException {
        this.target = target;
        this.time = time;
        URI origin = URI.create(target.request().origin());
        int port = origin.getPort() >= 0 ? origin.getPort() : target.isSecure() ? 443 : 80;
        this.address = target.connectTo() == null
                ? new InetSocketAddress(resolve(origin.getHost()), port)
                : target.connectTo();
        this.tls = target.isSecure() ? tls(target) : null;
        this.sending = new SendingLoop();
        this.loop = sending.loop();
    }

    private static InetAddress resolve(String host) throws IOException {
        return host.equals("localhost") || host.endsWith(".localhost")
                ? InetAddress.ofLiteral("127.0.0.1")
                : InetAddress.getByName(host);
    }

    private static SslContext tls(LoadTarget target) throws IOException {
        SslContextBuilder builder = SslContextBuilder.forClient();
        if (target.trustAnyone()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        }
        String protocol = target.protocol() == LoadTarget.Protocol.HTTP_2
                ? ApplicationProtocolNames.HTTP_2
                : ApplicationProtocolNames.HTTP_1_1;
        return builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        protocol))
                .build();
    }

    /**
     * Opens the connections, as many as are asked for.
     *
     * @throws IOException when none opens in time
     */
    void open() throws IOException, InterruptedException {
        CompletableFuture<Boolean> first = new CompletableFuture<>();
        loop.execute(() -> {
            for (int i = 0; i < target.connections(); i++) {
                connect();
            }
            firstOpen(first, time.nanoTime() + PATIENCE.toNanos());
        });
        if (!await(first)) {
            throw new IOException(address + " takes no connection: " + lastFailure);
        }
    }

    private void firstOpen(CompletableFuture<Boolean> first, long deadline) {
        if (!free.isEmpty()) {
            first.complete(true);
        } else if (time.nanoTime() > deadline) {
            first.complete(false);
        } else {
            var unused = loop.schedule(() -> firstOpen(first, deadline), 1, TimeUnit.MILLISECONDS);
        }
    }

    private void connect() {
        Lane.Owner owner = new Lane.Owner() {
            @Override
            public void free(Lane lane) {
                lanes.add(lane);
                next(lane);
            }

            @Override
            public void gone(Lane lane, String why) {
                lost(lane);
            }
        };
        new Bootstrap()
                .group(loop)
                .channel(SendingLoop.channelType())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (tls != null) {
                            URI origin = URI.create(target.request().origin());
                            channel.pipeline()
                                    .addLast(tls.newHandler(channel.alloc(), origin.getHost(), address.getPort()));
                        }
                        if (target.protocol() == LoadTarget.Protocol.HTTP_1) {
                            channel.pipeline().addLast(new HttpClientCodec(), new Http1Lane(target.request(), owner));
                        } else {
                            channel.pipeline()
                                    .addLast(
                                            Http2FrameCodecBuilder.forClient().build(),
                                            new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
                                                @Override
                                                protected void initChannel(Channel pushed) {
                                                    pushed.close();
                                                }
                                            }),
                                            new Http2Lane(target.request(), owner));
                        }
                    }
                })
                .connect(address)
                .addListener(opened -> {
                    if (!opened.isSuccess()) {
                        lastFailure = String.valueOf(opened.cause().getMessage());
                        reopen();
                    }
                });
    }

    private void lost(Lane lane) {
        lanes.remove(lane);
        free.remove(lane);
        reopen();
    }

    private void reopen() {
        if (!closing) {
            var unused = loop.schedule(this::connect, REOPEN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void next(Lane lane) {
        if (free.isEmpty()) {
            roomSince = time.nanoTime();
        }
        while (lane.isFree() && running != null && running.sendWaiting(lane)) {
            // A lane of HTTP/2 takes several.
        }
        if (lane.isFree() && !free.contains(lane)) {
            free.add(lane);
        }
    }

    /**
     * Sends at that rate for that long, and waits for what is under way. Garbage of earlier blocks is collected before, not
     * while this one counts: a collection of ten milliseconds in a block of a second is its 99th percentile.
     *
     * @param rate requests a second
     */
    Block run(double rate, Duration length) throws InterruptedException {
        System.gc();
        CompletableFuture<Block> done = new CompletableFuture<>();
        loop.execute(() -> {
            running = new Running(rate, Math.max(1, Math.round(rate * length.toNanos() / 1e9)), done);
            running.tick();
        });
        return awaitBlock(done, length);
    }

    private static Block awaitBlock(CompletableFuture<Block> done, Duration length) throws InterruptedException {
        try {
            return done.get(length.plus(PATIENCE).plusSeconds(30).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the load generator came to no end", e);
        }
    }

    private static boolean await(CompletableFuture<Boolean> future) throws InterruptedException {
        try {
            return future.get(PATIENCE.toMillis() + 5_000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    /** One block under way. */
    private final class Running {
        private final double nanosBetween;
        private final long total;
        private final CompletableFuture<Block> done;
        private final long start = time.nanoTime();
        private final Block block = Block.empty();
        private final ArrayDeque<Long> waiting = new ArrayDeque<>();
        private long sent;
        private long ended;
        private long bytes;

        Running(double rate, long total, CompletableFuture<Block> done) {
            this.nanosBetween = 1e9 / rate;
            this.total = total;
            this.done = done;
        }

        private long due(long index) {
            return start + (long) (index * nanosBetween);
        }

        void tick() {
            long now = time.nanoTime();
            while (sent < total && due(sent) <= now) {
                waiting.add(due(sent));
                sent++;
            }
            while (!waiting.isEmpty() && !free.isEmpty()) {
                Lane lane = free.poll();
                if (lane.isFree()) {
                    sendWaiting(lane);
                    if (lane.isFree()) {
                        free.add(lane);
                    }
                }
            }
            if (sent < total) {
                var unused = loop.schedule(this::tick, Math.max(0, due(sent) - time.nanoTime()), TimeUnit.NANOSECONDS);
            } else {
                giveUpAt(time.nanoTime() + PATIENCE.toNanos());
            }
        }

        /** Whether something waited and was sent. */
        boolean sendWaiting(Lane lane) {
            Long due = waiting.poll();
            if (due == null) {
                return false;
            }
            long sentAt = time.nanoTime();
            Block.record(block.lag(), sentAt - Math.max(due, roomSince));
            lane.send((problem, received) -> ended(due, sentAt, problem, received));
            return true;
        }

        private void ended(long due, long sentAt, @Nullable String problem, long received) {
            if (done.isDone()) {
                return;
            }
            long now = time.nanoTime();
            ended++;
            bytes += received;
            Block.record(block.latency(), now - due);
            Block.record(block.service(), now - sentAt);
            if (problem != null) {
                block.errors().merge(problem, 1L, Long::sum);
            }
            finishIfAll();
        }

        private void finishIfAll() {
            if (ended == total && sent == total) {
                finish();
            }
        }

        private void giveUpAt(long deadline) {
            if (done.isDone()) {
                return;
            }
            long now = time.nanoTime();
            if (now < deadline) {
                var unused = loop.schedule(
                        () -> giveUpAt(deadline), Math.min(10_000_000, deadline - now), TimeUnit.NANOSECONDS);
                return;
            }
            // Nobody knows how long these would have taken: at least this long.
            for (; ended < total; ended++) {
                Block.record(block.latency(), PATIENCE.toNanos());
                Block.record(block.service(), PATIENCE.toNanos());
                block.errors().merge("no answer in time", 1L, Long::sum);
            }
            for (Lane lane : Set.copyOf(lanes)) {
                lane.close();
            }
            finish();
        }

        private void finish() {
            running = null;
            done.complete(new Block(block.latency(), block.service(), block.lag(), block.errors(), bytes));
        }
    }

    @Override
    public void close() {
        loop.execute(() -> {
            closing = true;
            Set.copyOf(lanes).forEach(Lane::close);
        });
        sending.close();
    }
}
