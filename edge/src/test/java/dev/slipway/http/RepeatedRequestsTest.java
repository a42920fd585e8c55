package dev.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A block means the same again as long as the table does. */
class RepeatedRequestsTest {
    /** GET http://example.org/a, of which the authority enters the table. */
    private static final String FIRST = "8286 0402 2f61 410b 6578 616d 706c 652e 6f72 67";

    /** The same with the authority by its index. */
    private static final String AGAIN = "8286 0402 2f61 be";

    private final HpackDecoder hpack = new HpackDecoder();
    private final HpackDecoder.Scratch scratch = new HpackDecoder.Scratch(64 << 10);
    private final RepeatedRequests repeated = new RepeatedRequests();

    /** Whether it was known; decoded and noted where it was not. */
    private boolean isKnown(String hex) throws MalformedBlock, Refused {
        byte[] block = HexFormat.of().parseHex(hex.replace(" ", ""));
        @Nullable Http2Request known = repeated.find(hpack, block, block.length);
        if (known != null) {
            assertThat(known.head().target().path()).isEqualTo("/a");
            assertThat(known.head().authority()).isEqualTo("example.org");
            return true;
        }
        Http2RequestDecoder lines = new Http2RequestDecoder(64 << 10, 100);
        lines.decode(hpack, block, block.length, scratch);
        repeated.note(hpack, block, block.length, lines, lines.request());
        return false;
    }

    @Test
    void aRequestIsKnownWhenItCameTwice() throws Exception {
        assertThat(isKnown(FIRST)).isFalse();
        assertThat(isKnown(AGAIN)).isFalse();
        assertThat(isKnown(AGAIN)).isFalse();
        assertThat(isKnown(AGAIN)).isTrue();
        assertThat(isKnown(AGAIN)).isTrue();
    }

    @Test
    void aBlockThatChangesTheTableIsNeverKnown() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(isKnown(FIRST)).isFalse();
        }
    }

    @Test
    void aTableThatChangedMeansSomethingElse() throws Exception {
        isKnown(FIRST);
        isKnown(AGAIN);
        isKnown(AGAIN);
        assertThat(isKnown(AGAIN)).isTrue();
        isKnown(FIRST);
        assertThat(isKnown(AGAIN)).isFalse();
        assertThat(isKnown(AGAIN)).isTrue();
    }

    @Test
    void aSizeUpdateIsAChange() throws Exception {
        isKnown(FIRST);
        isKnown(AGAIN);
        isKnown(AGAIN);
        isKnown("3fe11f" + AGAIN);
        assertThat(isKnown(AGAIN)).isFalse();
    }

    @Test
    void whatIsForgottenIsDecodedAgain() throws Exception {
        isKnown(FIRST);
        isKnown(AGAIN);
        isKnown(AGAIN);
        repeated.forget();
        assertThat(isKnown(AGAIN)).isFalse();
        assertThat(isKnown(AGAIN)).isTrue();
    }

    @Test
    void aLongHeadIsDecodedEachTime() throws Exception {
        isKnown(FIRST);
        // A line of 1,000 octets that enters the table, and five of it by an octet each.
        isKnown("8286 0402 2f61 be 4001 617f e906" + "78".repeat(1000));
        for (int i = 0; i < 4; i++) {
            assertThat(isKnown("8286 0402 2f61 bf" + "be".repeat(5))).isFalse();
        }
    }
}
