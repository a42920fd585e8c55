package dev.slipway.wire;

import static dev.slipway.testing.Property.same;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Frames behind the preface: the same comes out however the bytes arrive, and it is what a reader makes of them that has
 * the whole input before it. The first octet says in what pieces the rest arrives.
 */
public final class Http2FramesFuzz {
    private static final int BLOCK_BYTES = 32 << 10;

    private Http2FramesFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
        List<String> whole = decode(bytes, Math.max(1, bytes.length));
        same(decode(bytes, 1 + (input[0] & 0xff)), whole, "in pieces");
        same(new Reader(bytes).read(), whole, "by the other reader");
    }

    private static List<String> decode(byte[] bytes, int piece) {
        Recorder recorder = new Recorder();
        Http2FrameDecoder decoder = new Http2FrameDecoder(recorder, BLOCK_BYTES);
        ByteBuf in = Unpooled.buffer();
        try {
            for (int at = 0; at < bytes.length; at += piece) {
                in.writeBytes(bytes, at, Math.min(piece, bytes.length - at));
                while (next(decoder, in, recorder)) {
                    // One frame a step.
                }
            }
        } catch (Http2Error error) {
            recorder.seen.add("connection " + error.code());
        } finally {
            in.release();
        }
        return recorder.seen;
    }

    private static boolean next(Http2FrameDecoder decoder, ByteBuf in, Recorder recorder) throws Http2Error {
        try {
            return decoder.next(in);
        } catch (Http2Error error) {
            if (error.stream() == 0) {
                throw error;
            }
            recorder.seen.add("stream " + error.stream() + " " + error.code());
            return true;
        }
    }

    private static final class Recorder implements Http2Frames {
        final List<String> seen = new ArrayList<>();

        @Override
        public void data(int stream, ByteBuf payload, int flowBytes, boolean end) {
            seen.add("data " + stream + " " + ByteBufUtil.hexDump(payload) + " " + flowBytes + " " + end);
        }

        @Override
        public void headers(int stream, byte[] block, int length, boolean end) {
            seen.add("headers " + stream + " " + HexFormat.of().formatHex(block, 0, length) + " " + end);
        }

        @Override
        public void reset(int stream) {
            seen.add("reset " + stream);
        }

        @Override
        public void settings(ByteBuf payload) {
            seen.add("settings " + ByteBufUtil.hexDump(payload));
        }

        @Override
        public void ping(long data) {
            seen.add("ping " + data);
        }

        @Override
        public void pong(long data) {
            seen.add("pong " + data);
        }

        @Override
        public void goAway() {
            seen.add("goaway");
        }

        @Override
        public void windowUpdate(int stream, int increment) {
            seen.add("window " + stream + " " + increment);
        }

        @Override
        public void ignored() {
            seen.add("ignored");
        }
    }

    /** RFC 9113 §4 and §6 read once more, without a decoder's state: it has all of the input. */
    private static final class Reader {
        private final byte[] bytes;
        private final List<String> seen = new ArrayList<>();
        private int at;
        private int blockStream;
        private boolean blockEnds;
        private String block = "";
        private int fragments;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        List<String> read() {
            boolean first = true;
            String error = "";
            while (error.isEmpty() && bytes.length - at >= 9) {
                int length = number(at, 3);
                if (length > 16_384) {
                    error = "FRAME_SIZE_ERROR";
                } else if (bytes.length - at - 9 < length) {
                    return seen;
                } else {
                    int type = bytes[at + 3] & 0xff;
                    int flags = bytes[at + 4] & 0xff;
                    int stream = number(at + 5, 4) & Integer.MAX_VALUE;
                    boolean opens = type == 4 && (flags & 1) == 0;
                    boolean continues = type == 9 && stream == blockStream;
                    error = first && !opens || (blockStream != 0 ? !continues : type == 9)
                            ? "PROTOCOL_ERROR"
                            : frame(type, flags, stream, Arrays.copyOfRange(bytes, at + 9, at + 9 + length));
                    at += 9 + length;
                }
                first = false;
            }
            if (!error.isEmpty()) {
                seen.add("connection " + error);
            }
            return seen;
        }

        private int number(int from, int octets) {
            int value = 0;
            for (int i = 0; i < octets; i++) {
                value = value << 8 | bytes[from + i] & 0xff;
            }
            return value;
        }

        /** The code of a connection error, or nothing. */
        private String frame(int type, int flags, int stream, byte[] payload) {
            boolean ofStream = type <= 3 || type == 9;
            boolean ofConnection = type == 4 || type == 6 || type == 7;
            if (type == 5 || ofStream && stream == 0 || ofConnection && stream != 0) {
                return "PROTOCOL_ERROR";
            }
            boolean rightLength = switch (type) {
                case 3, 8 -> payload.length == 4;
                case 4 -> payload.length % 6 == 0 && ((flags & 1) == 0 || payload.length == 0);
                case 6 -> payload.length == 8;
                case 7 -> payload.length >= 8;
                default -> true;
            };
            if (!rightLength) {
                return "FRAME_SIZE_ERROR";
            }
            return switch (type) {
                case 0, 1 -> padded(type, flags, stream, payload);
                case 9 -> fragment(flags, stream, payload);
                default -> simple(type, flags, stream, payload);
            };
        }

        private String simple(int type, int flags, int stream, byte[] payload) {
            int word = at + 9;
            switch (type) {
                case 2 -> seen.add(payload.length == 5 ? "ignored" : "stream " + stream + " FRAME_SIZE_ERROR");
                case 3 -> seen.add("reset " + stream);
                case 4 -> seen.add((flags & 1) != 0 ? "ignored" : "settings " + hex(payload));
                case 6 ->
                    seen.add(((flags & 1) != 0 ? "pong " : "ping ")
                            + ((long) number(word, 4) << 32 | number(word + 4, 4) & 0xffff_ffffL));
                case 7 -> seen.add("goaway");
                case 8 -> {
                    int increment = number(word, 4) & Integer.MAX_VALUE;
                    if (increment == 0 && stream == 0) {
                        return "PROTOCOL_ERROR";
                    }
                    seen.add(
                            increment == 0
                                    ? "stream " + stream + " PROTOCOL_ERROR"
                                    : "window " + stream + " " + increment);
                }
                default -> seen.add("ignored");
            }
            return "";
        }

        private String padded(int type, int flags, int stream, byte[] payload) {
            int from = (flags & 8) != 0 ? 1 : 0;
            if (payload.length < from) {
                return "PROTOCOL_ERROR";
            }
            int until = payload.length - (from == 1 ? payload[0] & 0xff : 0);
            if (until < from) {
                return "PROTOCOL_ERROR";
            }
            if (type == 0) {
                byte[] data = Arrays.copyOfRange(payload, from, until);
                seen.add("data " + stream + " " + hex(data) + " " + payload.length + " " + ((flags & 1) != 0));
                return "";
            }
            int priority = (flags & 0x20) != 0 ? 5 : 0;
            if (until - from < priority) {
                return "FRAME_SIZE_ERROR";
            }
            blockStream = stream;
            blockEnds = (flags & 1) != 0;
            block = "";
            fragments = 0;
            return fragment(flags, stream, Arrays.copyOfRange(payload, from + priority, until));
        }

        private String fragment(int flags, int stream, byte[] payload) {
            block += hex(payload);
            if (++fragments > 64 || block.length() / 2 > BLOCK_BYTES) {
                return "ENHANCE_YOUR_CALM";
            }
            if ((flags & 4) != 0) {
                seen.add("headers " + stream + " " + block + " " + blockEnds);
                blockStream = 0;
            }
            return "";
        }

        private static String hex(byte[] payload) {
            return HexFormat.of().formatHex(payload);
        }
    }
}
