package dev.slipway.http;

import static dev.slipway.testing.Property.holds;
import static dev.slipway.testing.Property.same;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Chunked bodies: pieces come to the same as the whole, and a body that is accepted has the same data and the same end
 * for Netty's decoder.
 */
public final class ChunkedFuzz {
    private static final String HEAD = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

    private ChunkedFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Decoded whole = decode(input, Integer.MAX_VALUE);
        for (int step : new int[] {1, 2, 7}) {
            same(decode(input, step), whole, "in pieces of " + step);
        }
        if (whole.outcome() == ChunkedDecoder.Step.MALFORMED) {
            holds(!whole.problem().isEmpty(), "a problem without words");
        }
        if (whole.outcome() == ChunkedDecoder.Step.END) {
            byNetty(input, whole);
        }
    }

    record Decoded(ChunkedDecoder.Step outcome, String data, int end, String problem) {}

    private static Decoded decode(byte[] input, int step) {
        ChunkedDecoder decoder = new ChunkedDecoder();
        StringBuilder data = new StringBuilder();
        ChunkedDecoder.Step outcome = ChunkedDecoder.Step.MORE;
        int at = 0;
        while (at < input.length && outcome == ChunkedDecoder.Step.MORE) {
            ByteBuffer in = ByteBuffer.wrap(input, at, Math.min(step, input.length - at));
            while ((outcome = decoder.next(in)) == ChunkedDecoder.Step.DATA) {
                byte[] part = new byte[decoder.dataLength()];
                in.get(part);
                data.append(new String(part, StandardCharsets.ISO_8859_1));
            }
            at = in.position();
        }
        same(decoder.next(ByteBuffer.allocate(0)), outcome, "asked again");
        return new Decoded(outcome, data.toString(), at, decoder.problem());
    }

    private static void byNetty(byte[] input, Decoded ours) {
        EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestDecoder());
        try {
            byte[] head = HEAD.getBytes(StandardCharsets.ISO_8859_1);
            channel.writeInbound(Unpooled.wrappedBuffer(head, java.util.Arrays.copyOf(input, ours.end())));
            StringBuilder data = new StringBuilder();
            boolean ended = false;
            for (Object message; (message = channel.readInbound()) != null; ) {
                if (message instanceof HttpContent content) {
                    if (content.decoderResult().isFailure()) {
                        ReferenceCountUtil.release(message);
                        return; // it refuses more
                    }
                    data.append(content.content().toString(StandardCharsets.ISO_8859_1));
                    ended |= content instanceof LastHttpContent;
                }
                ReferenceCountUtil.release(message);
            }
            holds(ended, "no end for Netty where ours is");
            same(data.toString(), ours.data(), "data");
        } finally {
            channel.finishAndReleaseAll();
        }
    }
}
