package dev.slipway.exchange;

import dev.slipway.body.Body;
import dev.slipway.http.EntityTag;
import dev.slipway.http.Fields;
import dev.slipway.http.PreparedHead;
import dev.slipway.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.util.IllegalReferenceCountException;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One representation of one file, ready to write: its heads are encoded, and its bytes are in memory unless it is large.
 *
 * @param whole the head of the 200 answer
 * @param notModified the head of the 304 answer (RFC 9110 §15.4.5)
 * @param tag its strong validator
 * @param modified when it changed last, or null where the tag says all there is to say
 * @param size in bytes, of this representation
 * @param bytes off-heap, owned by whoever holds this record, or null for a large file
 * @param file where the same bytes lie on disk
 */
record ReadyFile(
        PreparedHead whole,
        PreparedHead notModified,
        EntityTag tag,
        @Nullable Instant modified,
        long size,
        @Nullable ByteBuf bytes,
        Path file)
        implements Representation {
    /** What a record, its heads and its key take beside the bytes. */
    private static final int BOOKKEEPING_BYTES = 1024;

    static ReadyFile of(
            Fields fields, EntityTag tag, @Nullable Instant modified, long size, @Nullable ByteBuf bytes, Path file) {
        Fields short304 = fields.toBuilder()
                .remove("Content-Type")
                .remove("Content-Encoding")
                .remove("Accept-Ranges")
                .build();
        return new ReadyFile(
                new PreparedHead(new ResponseHead(200, fields), size),
                new PreparedHead(new ResponseHead(304, short304), PreparedHead.NO_LENGTH),
                tag,
                modified,
                size,
                bytes,
                file);
    }

    int weight() {
        return BOOKKEEPING_BYTES + (bytes == null ? 0 : bytes.capacity());
    }

    /** From disk when the cache let the bytes go at this moment. */
    @Override
    public Body part(long first, long length) {
        if (bytes == null) {
            return new Body.FilePart(file, first, length);
        }
        try {
            return new Body.Bytes(bytes.retainedSlice((int) first, (int) length));
        } catch (IllegalReferenceCountException evicted) {
            return new Body.FilePart(file, first, length);
        }
    }

    void release() {
        if (bytes != null) {
            bytes.release();
        }
    }
}
