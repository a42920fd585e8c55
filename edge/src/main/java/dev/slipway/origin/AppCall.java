package dev.slipway.origin;

import dev.slipway.body.BodyStream;
import dev.slipway.http.ResponseHead;
import dev.slipway.origin.AppFailure.Reason;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * One request and the attempts to have it answered. What may be tried again:
 *
 * <ul>
 *   <li>a connection that was refused: nothing was sent, so any method goes to the next address, each address once;
 *   <li>a pooled connection that closed before a byte of an answer: once more on a fresh connection to the same
 *       address, for safe methods without a body (RFC 9110 §9.2.2, RFC 9112 §9.3.1);
 *   <li>a fresh connection that closed so: once more at another address, for the same requests. This is a process that
 *       is being restarted; the same one is never asked twice for it.
 * </ul>
 */
final class AppCall implements AppPool.Call, AnswerListener {
    private final NettyAppPool pool;
    private final AppRequest request;
    private final byte[] head;
    private final AppAnswer answer;
    private final EventLoop loop;
    private final boolean repeatable;
    private @Nullable AppConnection connection;
    private @Nullable BodyStream body;
    private @Nullable BitSet tried;
    private @Nullable AppFailure lastFailure;
    private int address = Rotation.NOBODY;
    private boolean pooled;
    private boolean repeatedStale;
    private boolean repeatedFresh;
    private boolean beginning;
    private boolean over;

    AppCall(NettyAppPool pool, AppRequest request, byte[] head, AppAnswer answer, EventLoop loop) {
        this.pool = pool;
        this.request = request;
        this.head = head;
        this.answer = answer;
        this.loop = loop;
        this.repeatable = (request.body() == null || request.upgrade() != null) && isSafe(request.method());
    }

    private static boolean isSafe(String method) {
        return switch (method) {
            case "GET", "HEAD", "OPTIONS", "TRACE" -> true;
            default -> false;
        };
    }

    void begin() {
        beginning = true;
        if (!over) {
            nextAddress();
        }
        beginning = false;
    }

    @Override
    public void cancel() {
        if (!loop.inEventLoop()) {
            loop.execute(this::cancel);
            return;
        }
        boolean sent = connection != null || body != null;
        over = true;
        if (body != null) {
            body.cancel();
        } else if (connection != null) {
            connection.abort();
        }
        if (!sent && request.body() != null) {
            request.body().cancel();
        }
        connection = null;
        body = null;
    }

    private void nextAddress() {
        if (address != Rotation.NOBODY) {
            if (tried == null) {
                tried = new BitSet();
            }
            tried.set(address);
        }
        address = pool.rotation().next(tried, pool.now());
        if (address == Rotation.NOBODY) {
            giveUp(lastFailure != null ? lastFailure : new AppFailure(Reason.UNREACHABLE, "no address is left"));
            return;
        }
        AppConnection idle = pool.takeIdle(loop, address);
        if (idle == null) {
            dial();
            return;
        }
        pooled = true;
        use(idle);
    }

    private void dial() {
        pooled = false;
        AppConnection fresh = pool.connection(loop, address);
        pool.dial(loop, fresh).addListener(done -> {
            if (over) {
                fresh.abort();
            } else if (done.isSuccess()) {
                use(fresh);
            } else {
                notConnected(done.cause());
            }
        });
    }

    private void notConnected(Throwable cause) {
        AddressState state = pool.state(address);
        String why = state.address() + ": " + cause.getMessage();
        state.refused(pool.now(), why);
        Reason reason = cause instanceof ConnectTimeoutException ? Reason.CONNECT_TIMEOUT : Reason.UNREACHABLE;
        if (lastFailure == null || lastFailure.reason() == Reason.UNREACHABLE) {
            lastFailure = new AppFailure(reason, why);
        }
        nextAddress();
    }

    private void use(AppConnection next) {
        connection = next;
        next.send(request, head, this);
    }

    // --- what comes back

    @Override
    public void interim(ResponseHead interim) {
        answer.interim(interim);
    }

    @Override
    public void head(ResponseHead answered, BodyStream answerBody, long bodyLength) {
        pool.state(address).answered();
        connection = null;
        body = answerBody;
        answer.head(answered, answerBody, bodyLength);
    }

    @Override
    public void failed(AppFailure failure, boolean untouched) {
        connection = null;
        AddressState state = pool.state(address);
        AppFailure why = new AppFailure(failure.reason(), state.address() + ": " + failure.detail());
        if (untouched && !pooled) {
            state.refused(pool.now(), why.detail());
        }
        if (untouched && repeatable && pooled && !repeatedStale) {
            repeatedStale = true;
            dial();
            return;
        }
        if (untouched && repeatable && !repeatedFresh) {
            repeatedFresh = true;
            lastFailure = why;
            nextAddress();
            return;
        }
        giveUp(why);
    }

    private void giveUp(AppFailure failure) {
        if (beginning) {
            // The caller does not hold the call yet: it learns of the failure after it does.
            loop.execute(() -> tell(failure));
            return;
        }
        tell(failure);
    }

    private void tell(AppFailure failure) {
        if (over) {
            return;
        }
        over = true;
        if (request.body() != null) {
            request.body().cancel();
        }
        answer.failed(failure);
    }
}
