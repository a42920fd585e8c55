package dev.slipway.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * An open-loop client: its requests begin when the schedule says, not when the last answer came, and a latency counts from
 * the scheduled moment, so that a server which stalls is charged for everyone who would have waited (Tene, "How NOT to
 * Measure Latency": coordinated omission). A request for which no connection is free waits, and its time runs.
 *
 * <p>Usage: {@code FixedRate PORT REQUESTS RATE CONNECTIONS WARM_UP SECONDS}; REQUESTS is a file with a line for each
 * request, its path and its fields separated by tabs, sent in turn again and again. Prints one line of JSON with
 * microseconds: of all that were counted, and {@code tenths}, the 50th, 99th and 99.9th percentile of each tenth of a second in
 * which they were due. {@code stalled} is how long this client itself did not run while it was counting, in pauses of milliseconds: its own
 * collector's, or the machine's.
 */
public final class FixedRate {
    /** How often it is looked whether a request is due. */
    private static final long TICK_NANOS = 50_000;

    /** A longer time between two looks was not spent on answers. */
    private static final long STALL_NANOS = 2_000_000;

    private static final int TENTHS = 10;

    private static final long TENTH_NANOS = TimeUnit.SECONDS.toNanos(1) / TENTHS;

    private static final long LONGEST_MICROS = TimeUnit.SECONDS.toMicros(60);

    private final EventLoop loop;
    private final byte[][] requests;
    private final double nanosEach;
    private final long warmUpNanos;
    private final long nanos;
    private final ArrayDeque<FixedRateConnection> free = new ArrayDeque<>();
    private final ArrayDeque<Long> waiting = new ArrayDeque<>();
    private final Histogram latencies = new Histogram(LONGEST_MICROS, 3);
    private final Histogram[] tenths;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private long begun;
    private long scheduled;
    private long answered;
    private long lastTick;
    private long stalledNanos;
    private boolean counting;
    private int next;

    private FixedRate(EventLoop loop, List<String> lines, int port, int rate, Span span) {
        this.loop = loop;
        this.requests = lines.stream().map(line -> encode(line, port)).toArray(byte[][]::new);
        this.nanosEach = 1e9 / rate;
        this.warmUpNanos = TimeUnit.SECONDS.toNanos(span.warmUp);
        this.nanos = warmUpNanos + TimeUnit.SECONDS.toNanos(span.seconds);
        this.tenths = new Histogram[span.seconds * TENTHS];
        Arrays.setAll(tenths, tenth -> new Histogram(LONGEST_MICROS, 3));
    }

    /** Seconds that are not counted, and seconds that are. */
    private record Span(int warmUp, int seconds) {}

    /** Runs one measurement; ends with 1 where a connection fails or an answer is an error. */
    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        List<String> lines = Files.readAllLines(Path.of(args[1]));
        int rate = Integer.parseInt(args[2]);
        int connections = Integer.parseInt(args[3]);
        Span span = new Span(Integer.parseInt(args[4]), Integer.parseInt(args[5]));
        IoHandlerFactory io = EpollIoHandler.newFactory();
        try (MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, io)) {
            EventLoop loop = group.next();
            FixedRate client = new FixedRate(loop, lines, port, rate, span);
            for (Channel channel : client.connect(port, connections)) {
                channel.closeFuture().addListener(closed -> client.fail(new IOException("the server closed")));
            }
            loop.execute(client::start);
            client.ended.get();
            System.out.println(client.json());
            System.exit(0);
        }
    }

    private static byte[] encode(String line, int port) {
        String[] parts = line.split("\t");
        StringBuilder head = new StringBuilder("GET " + parts[0] + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n");
        for (int i = 1; i < parts.length; i++) {
            head.append(parts[i]).append("\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    private List<Channel> connect(int port, int connections) throws InterruptedException {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new FixedRateConnection(FixedRate.this, channel));
                    }
                });
        List<Channel> channels = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            channels.add(bootstrap.connect("127.0.0.1", port).sync().channel());
        }
        return channels;
    }

    private void start() {
        begun = System.nanoTime();
        tick();
    }

    private void tick() {
        long now = System.nanoTime() - begun;
        if (now > warmUpNanos && now - lastTick > STALL_NANOS) {
            stalledNanos += now - lastTick;
        }
        lastTick = now;
        for (long due; (due = (long) (scheduled * nanosEach)) <= now && due < nanos; scheduled++) {
            waiting.add(due);
        }
        send();
        if (now < nanos || answered < scheduled) {
            loop.schedule(this::tick, TICK_NANOS, TimeUnit.NANOSECONDS);
        } else {
            ended.complete(null);
        }
    }

    private void send() {
        while (!waiting.isEmpty() && !free.isEmpty()) {
            free.poll().send(requests[next], waiting.poll());
            next = (next + 1) % requests.length;
        }
    }

    /** Takes a connection that has nothing to do. */
    void idle(FixedRateConnection connection) {
        free.add(connection);
    }

    /** Counts an answer to the request that was due then, in nanoseconds from the beginning. */
    void answered(FixedRateConnection connection, long due) {
        answered++;
        if (!counting && due >= warmUpNanos) {
            counting = true;
            latencies.reset();
            tenths[0].reset();
        }
        // While it warms up, too: what would run for the first time when it counts has to be loaded, for milliseconds.
        if (counting == due >= warmUpNanos) {
            long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begun - due);
            long counted = Math.min(micros, LONGEST_MICROS);
            latencies.recordValue(counted);
            tenths[counting ? (int) ((due - warmUpNanos) / TENTH_NANOS) : 0].recordValue(counted);
        }
        free.add(connection);
        send();
    }

    void fail(Throwable cause) {
        ended.completeExceptionally(cause);
    }

    private String json() {
        String each = Arrays.stream(tenths).map(FixedRate::percentiles).collect(Collectors.joining(", "));
        return "{\"requests\": %d, \"p50\": %d, \"p99\": %d, \"p999\": %d, \"max\": %d, \"stalled\": %d, \"tenths\": [%s]}"
                .formatted(
                        latencies.getTotalCount(),
                        latencies.getValueAtPercentile(50),
                        latencies.getValueAtPercentile(99),
                        latencies.getValueAtPercentile(99.9),
                        latencies.getMaxValue(),
                        TimeUnit.NANOSECONDS.toMicros(stalledNanos),
                        each);
    }

    private static String percentiles(Histogram tenth) {
        return "[%d, %d, %d]"
                .formatted(
                        tenth.getValueAtPercentile(50),
                        tenth.getValueAtPercentile(99),
                        tenth.getValueAtPercentile(99.9));
    }
}
