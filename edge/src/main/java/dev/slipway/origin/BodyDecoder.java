package dev.slipway.origin;

import dev.slipway.http.ChunkedDecoder;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Which of the bytes that arrive are the body of one response; keeps counters only. */
final class BodyDecoder {
    private final Framing framing;
    private final @Nullable ChunkedDecoder chunks;
    private long left;
    private int dataLength;

    BodyDecoder(Framing framing) {
        this.framing = framing;
        this.chunks = framing instanceof Framing.Chunked ? new ChunkedDecoder() : null;
        this.left = framing instanceof Framing.Length(long bytes) ? bytes : 0;
    }

    /** Goes on with these bytes; after DATA the caller takes {@link #dataLength} bytes from the buffer. */
    ChunkedDecoder.Step next(ByteBuf in) {
        if (chunks != null) {
            ByteBuffer view = in.nioBuffer();
            ChunkedDecoder.Step step = chunks.next(view);
            in.readerIndex(in.readerIndex() + view.position());
            dataLength = chunks.dataLength();
            return step;
        }
        if (isComplete()) {
            return ChunkedDecoder.Step.END;
        }
        if (!in.isReadable()) {
            return ChunkedDecoder.Step.MORE;
        }
        dataLength = in.readableBytes();
        if (framing instanceof Framing.Length) {
            dataLength = (int) Math.min(left, dataLength);
            left -= dataLength;
        }
        return ChunkedDecoder.Step.DATA;
    }

    int dataLength() {
        return dataLength;
    }

    /** Whether the body is known to be whole without another byte. */
    boolean isComplete() {
        return framing instanceof Framing.Length && left == 0;
    }

    /** Whether the end of the connection is the end of the body. */
    boolean endsWithConnection() {
        return framing instanceof Framing.UntilClose;
    }

    String problem() {
        return chunks == null ? "" : chunks.problem();
    }
}
