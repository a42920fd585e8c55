package dev.slipway.origin;

import static dev.slipway.testing.Property.holds;
import static dev.slipway.testing.Property.same;

import dev.slipway.http.Fields;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpUtil;

/** Heads of responses: pieces come to the same as the whole, and Netty frames what is accepted as we do. */
public final class ResponseHeadFuzz {
    private static final int BYTES = 4096;
    private static final int FIELDS = 50;

    /** One that has decoded what came before: what it remembers must not show. */
    private static final ResponseDecoder WORN = new ResponseDecoder(BYTES, FIELDS);

    private ResponseHeadFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Decoded whole = decode(input, Integer.MAX_VALUE);
        same(decode(input, 1), whole, "byte by byte");
        same(decode(input, 7), whole, "in pieces of 7");
        same(decode(input, Integer.MAX_VALUE, WORN), whole, "behind another head");
        same(decode(input, Integer.MAX_VALUE, WORN), whole, "behind the same head");
        if (whole.step() == ResponseDecoder.Step.HEAD) {
            holds(whole.status() >= 100 && whole.status() <= 999, "status " + whole.status());
            byNetty(input, whole);
        }
    }

    record Decoded(ResponseDecoder.Step step, int status, int minor, int end, String fields, Framing framing) {}

    private static Decoded decode(byte[] input, int step) {
        return decode(input, step, new ResponseDecoder(BYTES, FIELDS));
    }

    private static Decoded decode(byte[] input, int step, ResponseDecoder decoder) {
        decoder.reset();
        ResponseDecoder.Step outcome = ResponseDecoder.Step.MORE;
        int at = 0;
        while (at < input.length && outcome == ResponseDecoder.Step.MORE) {
            int length = Math.min(step, input.length - at);
            ByteBuf in = Unpooled.wrappedBuffer(input, at, length);
            outcome = decoder.feed(in);
            at += length - in.readableBytes();
        }
        if (outcome != ResponseDecoder.Step.HEAD) {
            return new Decoded(outcome, 0, 0, 0, "", new Framing.None());
        }
        Fields fields = decoder.fields();
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < fields.size(); i++) {
            lines.append(fields.name(i)).append(": ").append(fields.value(i)).append("\n");
        }
        Framing framing = Framing.of("GET", decoder.status(), decoder.minorVersion(), fields);
        return new Decoded(outcome, decoder.status(), decoder.minorVersion(), at, lines.toString(), framing);
    }

    private static void byNetty(byte[] input, Decoded ours) {
        EmbeddedChannel channel = new EmbeddedChannel(new HttpResponseDecoder());
        try {
            channel.writeInbound(Unpooled.copiedBuffer(input, 0, ours.end()));
            HttpResponse theirs = channel.readInbound();
            if (theirs == null || theirs.decoderResult().isFailure()) {
                return;
            }
            same(theirs.status().code(), ours.status(), "status");
            switch (ours.framing()) {
                case Framing.Length(long bytes) -> same(HttpUtil.getContentLength(theirs, -1L), bytes, "length");
                case Framing.Chunked chunked -> holds(HttpUtil.isTransferEncodingChunked(theirs), "chunked");
                case Framing.UntilClose untilClose ->
                    holds(
                            !HttpUtil.isTransferEncodingChunked(theirs) && !HttpUtil.isContentLengthSet(theirs),
                            "until close");
                case Framing.None none ->
                    holds(ours.status() < 200 || ours.status() == 204 || ours.status() == 304, "none");
                case Framing.Broken(String problem) -> holds(!problem.isEmpty(), "a problem without words");
            }
        } finally {
            channel.finishAndReleaseAll();
        }
    }
}
