package dev.slipway.origin;

import dev.slipway.loop.LoopClock;
import dev.slipway.site.AppAddress;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The pool of one app on Netty: HTTP/1.1 over TCP and Unix sockets, on the event loop of whoever asks, so that an
 * exchange never changes threads. Connections are kept per event loop; health is shared.
 */
public final class NettyAppPool implements AppPool {
    private final PoolSettings settings;
    private final List<AddressState> addresses;
    private final Rotation rotation;
    private final Dialer dialer;
    private final LoopClock clock;
    private final List<HealthCheck> checks;
    private final Map<EventLoop, IdleConnections> idle = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private NettyAppPool(PoolSettings settings, EventLoopGroup group, LoopClock clock) {
        this.settings = settings;
        this.addresses = settings.addresses().stream().map(AddressState::new).toList();
        this.rotation = new Rotation(addresses);
        this.dialer = new Dialer(settings.limits().appConnectTime());
        this.clock = clock;
        String path = settings.healthPath();
        this.checks = path == null
                ? List.of()
                : addresses.stream()
                        .map(address -> new HealthCheck(address, settings, path, dialer, group.next(), clock))
                        .toList();
    }

    /**
     * A pool whose health checks, where a path is configured, have begun.
     *
     * @param group where the health checks run; requests name their own event loop
     * @param clock for deadlines and health
     */
    public static NettyAppPool open(PoolSettings settings, EventLoopGroup group, LoopClock clock) {
        NettyAppPool pool = new NettyAppPool(settings, group, clock);
        pool.checks.forEach(HealthCheck::start);
        return pool;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException when the request holds what HTTP does not allow
     */
    @Override
    public Call send(AppRequest request, AppAnswer answer) {
        EventLoop loop = (EventLoop) request.loop();
        AppCall call = new AppCall(this, request, RequestEncoder.encode(request), answer, loop);
        if (loop.inEventLoop()) {
            call.begin();
        } else {
            loop.execute(call::begin);
        }
        return call;
    }

    @Override
    public List<AddressHealth> health() {
        long now = clock.nanos();
        return addresses.stream().map(address -> address.health(now)).toList();
    }

    @Override
    public void close() {
        closed = true;
        checks.forEach(HealthCheck::stop);
        idle.forEach((loop, connections) -> {
            try {
                loop.execute(connections::close);
            } catch (RejectedExecutionException e) {
                // The loop has ended, and its connections with it.
                idle.remove(loop);
            }
        });
    }

    Rotation rotation() {
        return rotation;
    }

    AddressState state(int address) {
        return addresses.get(address);
    }

    long now() {
        return clock.nanos();
    }

    @Nullable
    AppConnection takeIdle(EventLoop loop, int address) {
        return connections(loop).take(address);
    }

    /** How many connections of that loop wait for a request. For tests; call on the loop. */
    int idleCount(EventLoop loop) {
        return connections(loop).size();
    }

    /** A new connection object for that address, to be connected by {@link #dial}. */
    AppConnection connection(EventLoop loop, int address) {
        return new AppConnection(address, settings.limits(), clock, connections(loop));
    }

    io.netty.channel.ChannelFuture dial(EventLoop loop, AppConnection connection) {
        AppAddress to = addresses.get(connection.address()).address();
        return dialer.connect(to, loop, connection);
    }

    private IdleConnections connections(EventLoop loop) {
        IdleConnections mine = idle.computeIfAbsent(loop, any -> new IdleConnections(addresses.size()));
        if (closed) {
            mine.close();
        }
        return mine;
    }
}
