package dev.slipway.body;

import dev.slipway.http.Fields;
import io.netty.buffer.ByteBuf;

/** The receiver of a {@link BodyStream}. After {@link #end} or {@link #fail} it is called no more. */
public interface BodySink {
    /**
     * Takes the next bytes.
     *
     * @param bytes owned by the sink from here on: it releases them
     * @return whether more may come at once; false pauses the stream until {@link BodyStream#resume}
     */
    boolean data(ByteBuf bytes);

    /** The body is complete. */
    void end(Fields trailers);

    /** The body ended early: whatever was received of it is not whole. */
    void fail(Throwable reason);
}
