package dev.slipway.wire;

import dev.slipway.http.Refused;
import io.netty.buffer.ByteBuf;

/**
 * Finds the heads of requests in what a connection receives, within limits, and refuses as early as possible what can no
 * longer become one (RFC 9112 §2). For one connection, on its event loop.
 */
final class HeadReader {
    /** A request line may not be longer, whatever the head may hold. */
    private static final int LINE_BYTES = 8 << 10;

    /** Heads up to here are looked at in one go, where they came in one piece. */
    private static final int WHOLE_BYTES = 4 << 10;

    private final LoopState loop;
    private int scanned;
    private boolean crlfSkipped;
    private long startedNanos;

    HeadReader(LoopState loop) {
        this.loop = loop;
    }

    /**
     * Takes the next head out of the input and into the loop's scratch.
     *
     * @return its length in bytes, the empty line included; 0 where it is not all there yet
     */
    int read(ByteBuf in) throws Refused {
        byte[] scratch = loop.scratch();
        int length = whole(in, scratch);
        if (length == 0) {
            int end = end(in);
            if (end < 0) {
                return 0;
            }
            length = end - in.readerIndex();
            in.getBytes(in.readerIndex(), scratch, 0, length);
        }
        in.skipBytes(length);
        scanned = 0;
        crlfSkipped = false;
        return length;
    }

    /** When the first byte of the head that was taken out came. The next one has not begun then. */
    long taken() {
        long started = startedNanos == 0 ? loop.nanos() : startedNanos;
        startedNanos = 0;
        return started;
    }

    /** When the first byte of a head came that is not complete yet; 0 where there is none. */
    long startedNanos() {
        return startedNanos;
    }

    /**
     * The length of a head of which nothing was seen before and which is whole: nearly every one. It is in the scratch then. 0
     * for whatever has to be looked at line by line.
     */
    private int whole(ByteBuf in, byte[] scratch) {
        if (scanned > 0 || crlfSkipped) {
            return 0;
        }
        int readable = Math.min(in.readableBytes(), Math.min(WHOLE_BYTES, scratch.length));
        in.getBytes(in.readerIndex(), scratch, 0, readable);
        return readable > 0 && scratch[0] > ' ' && scratch[0] < 0x7f ? HeadEnd.find(scratch, readable) : 0;
    }

    /** Where the head ends, or -1 when it is not there yet; refuses what can no longer become a head. */
    private int end(ByteBuf in) throws Refused {
        skipOneCrlf(in);
        int start = in.readerIndex();
        int end = in.writerIndex();
        if (start == end) {
            return -1;
        }
        if (startedNanos == 0) {
            startedNanos = loop.nanos();
        }
        for (int at; (at = in.indexOf(start + scanned, end, (byte) '\n')) >= 0; ) {
            if (at == start || in.getByte(at - 1) != '\r') {
                throw new Refused(400, "bare-cr-or-lf");
            }
            int line = start + scanned;
            checkLine(at, start);
            scanned = at + 1 - start;
            if (at == line + 1) {
                return checkLength(at + 1, start);
            }
        }
        checkLine(end, start);
        checkLength(end, start);
        return -1;
    }

    /** Bounds the request line, whether or not its end has come. */
    private void checkLine(int end, int start) throws Refused {
        if (scanned == 0 && end - start > LINE_BYTES) {
            throw new Refused(414, "request-line-too-long");
        }
    }

    private int checkLength(int end, int start) throws Refused {
        if (end - start > loop.limits().headBytes()) {
            throw new Refused(431, "head-too-large");
        }
        return end;
    }

    /** RFC 9112 §2.2: a server ignores at least one empty line before the request line. We ignore exactly one. */
    private void skipOneCrlf(ByteBuf in) throws Refused {
        if (scanned > 0 || !in.isReadable()) {
            return;
        }
        byte first = in.getByte(in.readerIndex());
        if (first != '\r') {
            if (first <= ' ' || first == 0x7f) {
                throw new Refused(400, "bytes-before-request");
            }
            return;
        }
        if (crlfSkipped) {
            throw new Refused(400, "bytes-before-request");
        }
        if (in.readableBytes() >= 2) {
            if (in.getByte(in.readerIndex() + 1) != '\n') {
                throw new Refused(400, "bare-cr-or-lf");
            }
            in.skipBytes(2);
            crlfSkipped = true;
            skipOneCrlf(in);
        }
    }
}
