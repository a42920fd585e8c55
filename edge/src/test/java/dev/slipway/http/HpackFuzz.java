package dev.slipway.http;

import static dev.slipway.testing.Property.holds;
import static dev.slipway.testing.Property.same;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Field blocks of one connection, each behind an octet with its length: what comes out, and whether anything does, is what
 * Netty's decoder makes of them, which shares no code with ours. A block that is refused is the last.
 */
public final class HpackFuzz {
    private static final int LONGEST = 4096;

    private HpackFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        HpackDecoder ours = new HpackDecoder();
        HpackDecoder.Scratch scratch = new HpackDecoder.Scratch(LONGEST);
        DefaultHttp2HeadersDecoder netty = new DefaultHttp2HeadersDecoder(false, Integer.MAX_VALUE);
        List<String> lines = List.of();
        for (int at = 0; at < input.length && lines != null; ) {
            int from = at + 1;
            at = Math.min(input.length, from + (input[at] & 0xff));
            byte[] block = Arrays.copyOfRange(input, from, at);
            lines = byUs(ours, scratch, block);
            List<String> second = byNetty(netty, block);
            holds((lines == null) == (second == null), "only one refuses: " + lines + " and " + second);
            same(lines == null ? List.of() : lines, second == null ? List.of() : second, "lines");
        }
    }

    private static @Nullable List<String> byUs(HpackDecoder decoder, HpackDecoder.Scratch scratch, byte[] block) {
        List<String> lines = new ArrayList<>();
        try {
            decoder.decode(
                    block,
                    block.length,
                    scratch,
                    line -> lines.add(line.name().toLowerCase(Locale.ROOT) + ": " + line.value()));
            return lines.stream().sorted().toList();
        } catch (MalformedBlock refused) {
            return null;
        }
    }

    /** Sorted, because Netty keeps the lines of one name together. */
    private static @Nullable List<String> byNetty(DefaultHttp2HeadersDecoder decoder, byte[] block) {
        try {
            Http2Headers headers = decoder.decodeHeaders(1, Unpooled.wrappedBuffer(block));
            List<String> lines = new ArrayList<>();
            for (Map.Entry<CharSequence, CharSequence> line : headers) {
                lines.add(line.getKey().toString().toLowerCase(Locale.ROOT) + ": " + line.getValue());
            }
            return lines.stream().sorted().toList();
        } catch (Http2Exception refused) {
            return null;
        }
    }
}
