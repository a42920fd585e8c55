package dev.slipway.origin;

import dev.slipway.body.BodySink;
import dev.slipway.body.BodyStream;
import dev.slipway.http.Fields;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** The body of one response, fed by its connection until the connection is needed no more. */
final class AnswerBody implements BodyStream {
    private @Nullable AppConnection source;
    private @Nullable BodySink sink;
    private @Nullable Throwable failure;
    private boolean cancelled;

    AnswerBody(AppConnection source) {
        this.source = source;
    }

    @Override
    public void start(BodySink sink) {
        this.sink = sink;
        if (source != null) {
            source.proceed();
        } else if (failure != null) {
            sink.fail(failure);
        } else if (!cancelled) {
            sink.end(Fields.EMPTY);
        }
    }

    @Override
    public void resume() {
        if (source != null && sink != null) {
            source.proceed();
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        AppConnection connection = source;
        source = null;
        if (connection != null) {
            connection.abort();
        }
    }

    /** Hands these bytes over, with their ownership; says whether more may come at once. */
    boolean data(ByteBuf bytes) {
        if (sink == null) {
            bytes.release();
            throw new IllegalStateException("a body is not fed before it is started");
        }
        return sink.data(bytes);
    }

    void end() {
        source = null;
        if (sink != null) {
            sink.end(Fields.EMPTY);
        }
    }

    void fail(Throwable reason) {
        source = null;
        failure = reason;
        if (sink != null) {
            sink.fail(reason);
        }
    }
}
