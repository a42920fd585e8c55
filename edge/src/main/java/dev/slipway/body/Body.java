package dev.slipway.body;

import io.netty.buffer.ByteBuf;
import java.nio.file.Path;

/** The body of an answer. */
public sealed interface Body {
    /** No body at all. */
    Body NONE = new None();

    /** The length in bytes, or -1 where it is known only at the end. */
    long length();

    /** No body. */
    record None() implements Body {
        @Override
        public long length() {
            return 0;
        }
    }

    /**
     * Bytes in memory.
     *
     * @param bytes one reference, owned by whoever holds the answer: the gate releases it after writing
     */
    record Bytes(ByteBuf bytes) implements Body {
        @Override
        public long length() {
            return bytes.readableBytes();
        }
    }

    /**
     * A part of a file that does not change; read as it is sent, never loaded whole.
     *
     * @param file the file
     * @param offset where the part begins, in bytes
     * @param length how long it is, in bytes
     */
    record FilePart(Path file, long offset, long length) implements Body {}

    /**
     * Bytes that arrive over time.
     *
     * @param stream not started yet
     * @param length as announced, or -1
     */
    record Streamed(BodyStream stream, long length) implements Body {}
}
