package dev.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Texts kept once. */
class SharedTextsTest {
    private static String anew(String text) {
        return new StringBuilder(text).toString();
    }

    @Test
    void whatCameLastIsFoundAgain() {
        String first = SharedTexts.share(anew("text/html; charset=utf-8"));
        assertThat(SharedTexts.share(anew("text/html; charset=utf-8"))).isSameAs(first);
    }

    @Test
    void everyTextComesBackAsItIs() {
        for (int i = 0; i < 50_000; i++) {
            String text = "value " + i;
            assertThat(SharedTexts.share(anew(text))).isEqualTo(text);
        }
    }

    @Test
    void whatIsLongIsNotKept() {
        String text = "x".repeat(SharedTexts.LONGEST + 1);
        String other = anew(text);
        SharedTexts.share(text);
        assertThat(SharedTexts.share(other)).isSameAs(other);
    }

    @Test
    void sharedFieldsAreTheSameFields() {
        Fields fields = Fields.of("Content-Type", "text/html", "Set-Cookie", "a=b", "Set-Cookie", "c=d");
        assertThat(fields.shared()).isEqualTo(fields);
        assertThat(Fields.EMPTY.shared()).isSameAs(Fields.EMPTY);
    }
}
