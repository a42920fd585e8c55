package dev.slipway.http;

import static dev.slipway.testing.Property.holds;
import static dev.slipway.testing.Property.same;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpUtil;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Heads of requests: what is accepted means the same when it is written and read again, and to Netty's decoder, which
 * shares no code with ours.
 */
public final class RequestHeadFuzz {
    private static final int FIELDS = 50;

    /** Of all inputs so far. */
    private static final KnownParts KNOWN = new KnownParts();

    private RequestHeadFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        int length = endOfHead(input);
        RequestFraming framing;
        try {
            framing = RequestDecoder.decode(input, length, FIELDS, new KnownParts());
        } catch (Refused refused) {
            holds(refused.status() >= 400 && refused.status() < 600, "a refusal with " + refused.status());
            holds(refused.reason().matches("[a-z0-9.-]+"), "a reason that is a code: " + refused.reason());
            refusedFromMemory(input, length, refused);
            return;
        }
        RequestHead head = framing.head();
        holds(head.fields().size() <= FIELDS, "too many fields");
        holds(framing.bodyLength() >= RequestFraming.CHUNKED, "a negative length");
        holds(head.authority().equals(head.authority().toLowerCase(Locale.ROOT)), "a Host with upper case");
        fromMemory(input, length, framing);
        readAgain(framing);
        byNetty(input, length, framing);
    }

    /** The decoder is given what ends with an empty line. */
    private static int endOfHead(byte[] input) {
        for (int i = 0; i + 3 < input.length; i++) {
            if (input[i] == '\r' && input[i + 1] == '\n' && input[i + 2] == '\r' && input[i + 3] == '\n') {
                return i + 4;
            }
        }
        return input.length;
    }

    private static void fromMemory(byte[] input, int length, RequestFraming framing) {
        try {
            same(RequestDecoder.decode(input, length, FIELDS, KNOWN), framing, "request after others");
            same(RequestDecoder.decode(input, length, FIELDS, KNOWN), framing, "request from memory");
        } catch (Refused refused) {
            throw new AssertionError("refused from memory", refused);
        }
    }

    private static void refusedFromMemory(byte[] input, int length, Refused refused) {
        try {
            RequestDecoder.decode(input, length, FIELDS, KNOWN);
        } catch (Refused again) {
            same(again.reason(), refused.reason(), "reason after others");
            return;
        }
        throw new AssertionError("accepted from memory: " + refused.reason());
    }

    private static void readAgain(RequestFraming framing) {
        RequestHead head = framing.head();
        StringBuilder text = new StringBuilder(head.method() + " "
                + head.target().raw() + " HTTP/" + head.version().text());
        for (int i = 0; i < head.fields().size(); i++) {
            text.append("\r\n")
                    .append(head.fields().name(i))
                    .append(": ")
                    .append(head.fields().value(i));
        }
        byte[] bytes = text.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        try {
            RequestFraming again = RequestDecoder.decode(bytes, bytes.length, FIELDS, new KnownParts());
            same(again.bodyLength(), framing.bodyLength(), "length");
            same(again.keepAlive(), framing.keepAlive(), "keep-alive");
            same(again.expectsContinue(), framing.expectsContinue(), "expectation");
            same(again.head().target(), head.target(), "target");
            same(again.head().authority(), head.authority(), "authority");
            same(again.head().fields().size(), head.fields().size(), "fields");
        } catch (Refused refused) {
            throw new AssertionError("refused the second time: " + text, refused);
        }
    }

    private static void byNetty(byte[] input, int length, RequestFraming framing) {
        EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestDecoder());
        try {
            channel.writeInbound(Unpooled.copiedBuffer(input, 0, length));
            HttpRequest theirs = channel.readInbound();
            if (theirs == null || theirs.decoderResult().isFailure()) {
                return; // stricter here and there, in its length of lines for one
            }
            same(theirs.method().name(), framing.head().method(), "method");
            String target = framing.head().target().raw();
            boolean absolute = theirs.uri().regionMatches(true, 0, "http", 0, 4);
            holds(absolute || theirs.uri().equals(target), "target " + theirs.uri());
            same(HttpUtil.isTransferEncodingChunked(theirs), framing.bodyLength() == RequestFraming.CHUNKED, "chunked");
            if (framing.bodyLength() != RequestFraming.CHUNKED) {
                same(HttpUtil.getContentLength(theirs, 0L), framing.bodyLength(), "Content-Length");
            }
        } finally {
            channel.finishAndReleaseAll();
        }
    }
}
