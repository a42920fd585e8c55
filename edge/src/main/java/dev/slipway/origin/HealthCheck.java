package dev.slipway.origin;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.slipway.body.BodyStream;
import dev.slipway.http.Fields;
import dev.slipway.http.ResponseHead;
import dev.slipway.loop.LoopClock;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The health check of one address: asks for a path every two seconds on a connection of its own, so that it meets the
 * process that listens now, with the environment's host and scheme. A 2xx within the deadline is healthy.
 */
final class HealthCheck implements AnswerListener, AppConnection.Home {
    static final long INTERVAL_NANOS = 2_000_000_000L;
    static final long DEADLINE_NANOS = 2_000_000_000L;

    private final AddressState address;
    private final PoolSettings settings;
    private final AppRequest request;
    private final byte[] head;
    private final Dialer dialer;
    private final EventLoop loop;
    private final LoopClock clock;
    private @Nullable AppConnection connection;
    private @Nullable ScheduledFuture<?> deadline;
    private volatile boolean stopped;

    HealthCheck(
            AddressState address, PoolSettings settings, String path, Dialer dialer, EventLoop loop, LoopClock clock) {
        this.address = address;
        this.settings = settings;
        this.dialer = dialer;
        this.loop = loop;
        this.clock = clock;
        Fields fields = Fields.of(
                "Host",
                settings.host(),
                "User-Agent",
                "slipway-health",
                "Accept",
                "*/*",
                "X-Forwarded-Proto",
                settings.scheme(),
                "X-Forwarded-Host",
                settings.host());
        this.request = new AppRequest("GET", path, new AppFields(fields), null, null, 0, loop);
        this.head = RequestEncoder.encode(request);
    }

    /** Begins; the first check is made at once. */
    void start() {
        loop.execute(this::check);
    }

    void stop() {
        stopped = true;
        try {
            loop.execute(this::giveUp);
        } catch (RejectedExecutionException e) {
            // The loop has ended, and the check with it.
            return;
        }
    }

    private void check() {
        if (stopped) {
            return;
        }
        AppConnection fresh = new AppConnection(0, settings.limits(), clock, this);
        connection = fresh;
        deadline = loop.schedule(() -> finish("no answer to the health check within 2 s"), DEADLINE_NANOS, NANOSECONDS);
        dialer.connect(address.address(), loop, fresh).addListener(done -> connected(fresh, done));
    }

    private void connected(AppConnection fresh, Future<? super Void> done) {
        if (connection != fresh) {
            fresh.abort();
        } else if (done.isSuccess()) {
            fresh.send(request, head, this);
        } else {
            finish("health check: " + done.cause().getMessage());
        }
    }

    @Override
    public void interim(ResponseHead interim) {}

    @Override
    public void head(ResponseHead answered, BodyStream body, long bodyLength) {
        body.cancel();
        if (answered.status() / 100 == 2) {
            finish(null);
        } else {
            finish("health check answered " + answered.status() + ", expected 2xx");
        }
    }

    @Override
    public void failed(AppFailure failure, boolean untouched) {
        finish("health check: " + failure.detail());
    }

    private void finish(@Nullable String problem) {
        if (stopped || connection == null) {
            return;
        }
        giveUp();
        if (problem == null) {
            address.checked("health check passed");
        } else {
            address.checkFailed(problem);
        }
        loop.schedule(this::check, INTERVAL_NANOS, NANOSECONDS);
    }

    private void giveUp() {
        AppConnection last = connection;
        connection = null;
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
        if (last != null) {
            last.abort();
        }
    }

    /** A check never leaves a connection behind. */
    @Override
    public boolean keep(AppConnection kept) {
        return false;
    }

    @Override
    public void gone(AppConnection closed) {}
}
