package dev.slipway.http;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The chunked transfer coding taken apart (RFC 9112 §7.1), for one message body. Strict: hexadecimal digits only, CRLF
 * only, extensions and trailers checked, bounded and discarded.
 *
 * <p>The caller owns the bytes; the decoder only says which of them are data:
 *
 * <pre>{@code
 * while (true) {
 *     switch (decoder.next(in)) {
 *         case DATA -> take(in, decoder.dataLength()); // moves in.position() by exactly that much
 *         case MORE -> { return; }                     // everything was consumed
 *         case END -> { done(); return; }              // what remains belongs to the next message
 *         case MALFORMED -> { refuse(decoder.problem()); return; }
 *     }
 * }
 * }</pre>
 *
 * <p>Never grows: nothing but counters is kept. After END and MALFORMED every further call says the same.
 */
public final class ChunkedDecoder {
    /** Size digits: fifteen hold 2^60 bytes, so no sum of them overflows where it is checked after each chunk. */
    static final int MAX_SIZE_DIGITS = 15;

    /** Bytes of extensions in one body: extensions on one-byte chunks are a way to make cheap requests costly. */
    static final int MAX_EXTENSION_BYTES = 16 << 10;

    /** Bytes of extensions on one chunk. */
    static final int MAX_EXTENSION_BYTES_PER_CHUNK = 1024;

    /** Bytes of the trailer section. */
    static final int MAX_TRAILER_BYTES = 8 << 10;

    /** What {@link #next} found. */
    public enum Step {
        /** {@link ChunkedDecoder#dataLength} bytes of data begin at the buffer's position. */
        DATA,
        /** The buffer is used up and the body goes on. */
        MORE,
        /** The body is complete, its trailer section included. */
        END,
        /** The framing is broken; {@link ChunkedDecoder#problem} says how. */
        MALFORMED
    }

    private enum State {
        SIZE,
        SPACE_BEFORE_EXTENSION,
        EXTENSION,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILER_START,
        TRAILER_NAME,
        TRAILER_VALUE,
        TRAILER_LF,
        LAST_LF,
        END,
        MALFORMED
    }

    private State state = State.SIZE;
    private int sizeDigits;
    private long chunkLeft;
    private int dataLength;
    private int extensionBytes;
    private int extensionBytesOfChunk;
    private int trailerBytes;
    private @Nullable String problem;

    /** Goes on from where the last call ended; see the class comment. */
    public Step next(ByteBuffer in) {
        while (true) {
            if (state == State.END) {
                return Step.END;
            }
            if (state == State.MALFORMED) {
                return Step.MALFORMED;
            }
            if (!in.hasRemaining()) {
                return Step.MORE;
            }
            if (state == State.DATA) {
                return data(in.remaining());
            }
            state = after(in.get());
        }
    }

    /** How many bytes of data begin at the buffer's position; meaningful right after {@link Step#DATA}. */
    public int dataLength() {
        return dataLength;
    }

    /** What broke the framing, in words; empty while nothing did. */
    public String problem() {
        return problem == null ? "" : problem;
    }

    private Step data(int available) {
        dataLength = (int) Math.min(chunkLeft, available);
        chunkLeft -= dataLength;
        if (chunkLeft == 0) {
            state = State.DATA_CR;
        }
        return Step.DATA;
    }

    private State after(byte b) {
        return switch (state) {
            case SIZE -> size(b);
            case SPACE_BEFORE_EXTENSION -> spaceBeforeExtension(b);
            case EXTENSION -> extension(b);
            case SIZE_LF -> b == '\n' ? sizeDone() : malformed("a CR without LF after a chunk size");
            case DATA_CR -> b == '\r' ? State.DATA_LF : malformed("a chunk longer than its size");
            case DATA_LF -> b == '\n' ? nextChunk() : malformed("a CR without LF after a chunk");
            case TRAILER_START -> trailerStart(b);
            case TRAILER_NAME -> trailerName(b);
            case TRAILER_VALUE -> trailerValue(b);
            case TRAILER_LF -> b == '\n' ? State.TRAILER_START : malformed("a CR without LF in a trailer");
            case LAST_LF -> b == '\n' ? State.END : malformed("a CR without LF at the end of the trailers");
            case DATA, END, MALFORMED -> throw new IllegalStateException("no byte is read in " + state);
        };
    }

    private State size(byte b) {
        int digit = hexDigit(b);
        if (digit >= 0) {
            sizeDigits++;
            if (sizeDigits > MAX_SIZE_DIGITS) {
                return malformed("a chunk size of more than " + MAX_SIZE_DIGITS + " digits");
            }
            chunkLeft = chunkLeft << 4 | digit;
            return State.SIZE;
        }
        if (sizeDigits == 0) {
            return malformed("a chunk size that does not begin with a hexadecimal digit");
        }
        return switch (b) {
            case '\r' -> State.SIZE_LF;
            case ';' -> State.EXTENSION;
            // RFC 9112 §7.1.1: bad whitespace is parsed and removed, but only in front of an extension.
            case ' ', '\t' -> State.SPACE_BEFORE_EXTENSION;
            default -> malformed("a chunk size with a byte that is no hexadecimal digit");
        };
    }

    private State spaceBeforeExtension(byte b) {
        if (!extensionByteAllowed()) {
            return malformed("chunk extensions beyond their bound");
        }
        return switch (b) {
            case ' ', '\t' -> State.SPACE_BEFORE_EXTENSION;
            case ';' -> State.EXTENSION;
            default -> malformed("whitespace after a chunk size");
        };
    }

    private State extension(byte b) {
        if (b == '\r') {
            return State.SIZE_LF;
        }
        if (!isFieldValueByte(b)) {
            return malformed("a control byte in a chunk extension");
        }
        return extensionByteAllowed() ? State.EXTENSION : malformed("chunk extensions beyond their bound");
    }

    private boolean extensionByteAllowed() {
        extensionBytes++;
        extensionBytesOfChunk++;
        return extensionBytes <= MAX_EXTENSION_BYTES && extensionBytesOfChunk <= MAX_EXTENSION_BYTES_PER_CHUNK;
    }

    private State sizeDone() {
        return chunkLeft == 0 ? State.TRAILER_START : State.DATA;
    }

    private State nextChunk() {
        sizeDigits = 0;
        extensionBytesOfChunk = 0;
        return State.SIZE;
    }

    private State trailerStart(byte b) {
        if (b == '\r') {
            return State.LAST_LF;
        }
        return isTokenByte(b) ? trailerByte(State.TRAILER_NAME) : malformed("a trailer without a name");
    }

    private State trailerName(byte b) {
        if (b == ':') {
            return trailerByte(State.TRAILER_VALUE);
        }
        return isTokenByte(b) ? trailerByte(State.TRAILER_NAME) : malformed("a bad byte in a trailer's name");
    }

    private State trailerValue(byte b) {
        if (b == '\r') {
            return State.TRAILER_LF;
        }
        return isFieldValueByte(b) ? trailerByte(State.TRAILER_VALUE) : malformed("a control byte in a trailer");
    }

    private State trailerByte(State next) {
        trailerBytes++;
        return trailerBytes <= MAX_TRAILER_BYTES ? next : malformed("trailers beyond their bound");
    }

    private State malformed(String what) {
        problem = what;
        return State.MALFORMED;
    }

    private static int hexDigit(byte b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        int lower = b | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    /** HTAB, SP, VCHAR and obs-text (RFC 9110 §5.5). */
    private static boolean isFieldValueByte(byte b) {
        return b == '\t' || (b & 0xff) >= ' ' && b != 0x7f;
    }

    /** A tchar (RFC 9110 §5.6.2). */
    private static boolean isTokenByte(byte b) {
        if (b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z') {
            return true;
        }
        return b > 0 && "!#$%&'*+-.^_`|~".indexOf(b) >= 0;
    }
}
