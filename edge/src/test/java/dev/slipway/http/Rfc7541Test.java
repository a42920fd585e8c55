package dev.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HPACK (RFC 7541), with its Appendix C and Netty's codec as the second opinion. */
class Rfc7541Test {
    private static final PreparedLine MORE = new PreparedLine("More", "to say");

    private final HpackDecoder decoder = new HpackDecoder();
    private final HpackDecoder.Scratch scratch = new HpackDecoder.Scratch(64 << 10);

    private List<String> decode(byte[] block) throws MalformedBlock {
        List<String> lines = new ArrayList<>();
        decoder.decode(
                block,
                block.length,
                scratch,
                line -> lines.add(line.name().toLowerCase(java.util.Locale.ROOT) + ": " + line.value()));
        return lines;
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    @Test
    void literalsAsInAppendixC2() throws MalformedBlock {
        assertThat(decode(hex("400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572")))
                .containsExactly("custom-key: custom-header");
        assertThat(decode(hex("040c 2f73 616d 706c 652f 7061 7468"))).containsExactly(":path: /sample/path");
        assertThat(decode(hex("1008 7061 7373 776f 7264 0673 6563 7265 74"))).containsExactly("password: secret");
        assertThat(decode(hex("82"))).containsExactly(":method: GET");
    }

    @Test
    void requestsWithoutHuffmanAsInAppendixC3() throws MalformedBlock {
        assertThat(decode(hex("8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d")))
                .containsExactly(":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com");
        assertThat(decode(hex("8286 84be 5808 6e6f 2d63 6163 6865")))
                .containsExactly(
                        ":method: GET",
                        ":scheme: http",
                        ":path: /",
                        ":authority: www.example.com",
                        "cache-control: no-cache");
        assertThat(decode(hex("8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65")))
                .containsExactly(
                        ":method: GET",
                        ":scheme: https",
                        ":path: /index.html",
                        ":authority: www.example.com",
                        "custom-key: custom-value");
    }

    @Test
    void requestsWithHuffmanAsInAppendixC4() throws MalformedBlock {
        assertThat(decode(hex("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff"))).endsWith(":authority: www.example.com");
        assertThat(decode(hex("8286 84be 5886 a8eb 1064 9cbf"))).endsWith("cache-control: no-cache");
        assertThat(decode(hex("8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf")))
                .endsWith("custom-key: custom-value");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80", // index 0 (§6.1)
                "be", // beyond the tables (§2.3.3)
                "ff", // an index cut short
                "ff ff ff ff ff ff ff 7f", // an index that overflows (§5.1)
                "ff 80 80 80 80 80 80 80 80 01", // one of zeros
                "00 05 61", // a string cut short (§5.2)
                "00 81 ff 00", // padding of a whole octet
                "00 81 fe 00", // padding of other bits than ones
                "00 84 ff ff ff ff 00", // EOS
                "3f e2 1f", // a table above 4,096 (§6.3)
                "82 20", // a size update behind a line (§4.2)
                "40", // nothing behind the form
            })
    void whatCannotBeDecodedEndsTheConnection(String block) {
        assertThatThrownBy(() -> decode(hex(block))).isInstanceOf(MalformedBlock.class);
    }

    @Test
    void aTableThatIsMadeSmallerForgets() throws MalformedBlock {
        decode(hex("4001 6101 62"));
        assertThat(decode(hex("be"))).containsExactly("a: b");
        decode(hex("20"));
        assertThatThrownBy(() -> decode(hex("be"))).isInstanceOf(MalformedBlock.class);
        decode(hex("3f e1 1f"));
        decode(hex("4001 6301 64"));
        assertThat(decode(hex("be"))).containsExactly("c: d");
    }

    @Test
    void aLineLargerThanTheTableEmptiesIt() throws MalformedBlock {
        decode(hex("4001 6101 62"));
        byte[] large = new byte[3 + 3 + 5000];
        System.arraycopy(hex("4001 61 7f 89 26"), 0, large, 0, 6);
        java.util.Arrays.fill(large, 6, large.length, (byte) 'x');
        assertThat(decode(large).getFirst()).hasSize(3 + 5000);
        assertThatThrownBy(() -> decode(hex("be"))).isInstanceOf(MalformedBlock.class);
    }

    @Test
    void whatNettyEncodesIsDecoded() throws Exception {
        Random random = new Random(7541);
        DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
        for (int block = 0; block < 3000; block++) {
            Http2Headers headers = new DefaultHttp2Headers(false);
            List<String> expected = new ArrayList<>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                String name = "n" + random.nextInt(30);
                if (!headers.contains(name)) {
                    headers.add(name, octets(random));
                }
            }
            headers.forEach(line -> expected.add(line.getKey() + ": " + line.getValue()));
            ByteBuf encoded = Unpooled.buffer();
            encoder.encodeHeaders(1, headers, encoded);
            byte[] bytes = new byte[encoded.readableBytes()];
            encoded.readBytes(bytes).release();
            assertThat(decode(bytes)).isEqualTo(expected);
        }
    }

    @Test
    void whatIsEncodedNettyDecodes() throws Exception {
        Random random = new Random(1457);
        DefaultHttp2HeadersDecoder netty = new DefaultHttp2HeadersDecoder(false, 1 << 20);
        HpackEncoder encoder = new HpackEncoder();
        List<PreparedHead> heads = new ArrayList<>();
        for (int block = 0; block < 30_000; block++) {
            if (random.nextInt(500) == 0) {
                resize(encoder, netty, random);
            }
            if (heads.size() < 20 || random.nextInt(20) == 0) {
                PreparedHead head = head(random);
                expectDecoded(netty, encoder, head);
                heads.add(head);
            }
            // A few often, so that blocks of the same head follow one another.
            int back = random.nextInt(Math.min(heads.size(), random.nextBoolean() ? 3 : 20));
            expectDecoded(netty, encoder, heads.get(heads.size() - 1 - back));
            if (random.nextInt(3000) == 0) {
                encoder.rest();
            }
        }
    }

    private static PreparedHead head(Random random) {
        Fields.Builder fields = Fields.builder();
        for (int i = random.nextInt(12); i > 0; i--) {
            boolean often = random.nextBoolean();
            fields.set("N" + random.nextInt(30), often ? "value " + random.nextInt(5) : octets(random));
        }
        fields.set("Content-Type", "text/html").set("Connection", "close");
        return new PreparedHead(new ResponseHead(100 + random.nextInt(500), fields.build()), random.nextInt(9));
    }

    /** Now and then twice before the next block: both sizes have to be said (§4.2). */
    private static void resize(HpackEncoder encoder, DefaultHttp2HeadersDecoder netty, Random random) throws Exception {
        for (int i = random.nextInt(3); i >= 0; i--) {
            int octets = random.nextBoolean() ? random.nextInt(4097) : random.nextInt(2) * 4096;
            encoder.limit(octets);
            netty.maxHeaderTableSize(octets);
        }
    }

    private static void expectDecoded(DefaultHttp2HeadersDecoder netty, HpackEncoder encoder, PreparedHead head)
            throws Exception {
        byte[] block = encoder.encode(head, MORE, null);
        ByteBuf encoded = Unpooled.copiedBuffer(block, 0, encoder.length());
        Http2Headers decoded = netty.decodeHeaders(1, encoded);
        encoded.release();
        assertThat(decoded.status()).hasToString(Integer.toString(head.status()));
        assertThat(decoded.get("content-length")).hasToString(Long.toString(head.contentLength()));
        assertThat(decoded.get("more")).hasToString("to say");
        assertThat(decoded.contains("connection")).isFalse();
        // :status, content-length and one more, in place of Connection.
        assertThat(decoded.size()).isEqualTo(head.fields().size() + 2);
        for (Map.Entry<CharSequence, CharSequence> line : decoded) {
            String name = line.getKey().toString();
            if (!name.startsWith(":") && !name.equals("content-length") && !name.equals("more")) {
                assertThat(line.getValue()).hasToString(head.fields().get(name));
            }
        }
    }

    private static byte[] encoded(HpackEncoder encoder, PreparedHead head) {
        byte[] block = encoder.encode(head, null, null);
        return java.util.Arrays.copyOf(block, encoder.length());
    }

    private static PreparedHead head(String... namesAndValues) {
        return new PreparedHead(new ResponseHead(200, Fields.of(namesAndValues)), PreparedHead.NO_LENGTH);
    }

    @Test
    void aLineEntersTheTableWhenItComesAgain() {
        HpackEncoder encoder = new HpackEncoder();
        PreparedHead head = head("a", "b", "c", "d");
        assertThat(encoded(encoder, head)).isEqualTo(hex("88 0001 6101 62 0001 6301 64"));
        assertThat(encoded(encoder, head)).isEqualTo(hex("88 4001 6101 62 4001 6301 64"));
        for (int i = 0; i < 3; i++) {
            assertThat(encoded(encoder, head)).isEqualTo(hex("88 bf be"));
        }
        assertThat(encoded(encoder, head("c", "d", "e", "f"))).isEqualTo(hex("88 be 0001 6501 66"));
        assertThat(encoded(encoder, head("e", "f"))).isEqualTo(hex("88 4001 6501 66"));
        assertThat(encoded(encoder, head)).isEqualTo(hex("88 c0 bf"));
    }

    @Test
    void aSecretNeverEntersTheTable() {
        HpackEncoder encoder = new HpackEncoder();
        PreparedHead head = head("Set-Cookie", "id=1");
        byte[] first = encoded(encoder, head);
        assertThat(first[1] & 0xf0).isEqualTo(0x10);
        assertThat(encoded(encoder, head)).isEqualTo(first);
        assertThat(encoded(encoder, head)).isEqualTo(first);
    }

    @Test
    void whatIsLargeNeverEntersTheTable() {
        HpackEncoder encoder = new HpackEncoder();
        PreparedHead head = head("a", "x".repeat(1000));
        byte[] first = encoded(encoder, head);
        assertThat(encoded(encoder, head)).isEqualTo(first);
        assertThat(encoded(encoder, head)).isEqualTo(first);
    }

    @Test
    void aNewSizeStandsBeforeTheNextBlock() {
        HpackEncoder encoder = new HpackEncoder();
        PreparedHead head = head("a", "b");
        encoder.limit(1 << 20);
        encoded(encoder, head);
        encoded(encoder, head);
        for (int i = 0; i < 3; i++) {
            assertThat(encoded(encoder, head)).isEqualTo(hex("88 be"));
        }
        encoder.limit(0);
        encoder.limit(128);
        assertThat(encoded(encoder, head)).startsWith(hex("20 3f61 88"));
        encoder.limit(0);
        assertThat(encoded(encoder, head)).isEqualTo(hex("20 88 0001 6101 62"));
        assertThat(encoded(encoder, head)).isEqualTo(hex("88 0001 6101 62"));
    }

    /** Text of any octets: letters mostly, so that Huffman is worth it now and then. */
    private static String octets(Random random) {
        StringBuilder text = new StringBuilder();
        boolean plain = random.nextBoolean();
        for (int i = random.nextInt(random.nextInt(20) == 0 ? 300 : 30); i > 0; i--) {
            text.append((char) (plain ? 'a' + random.nextInt(26) : random.nextInt(256)));
        }
        return text.toString();
    }
}
