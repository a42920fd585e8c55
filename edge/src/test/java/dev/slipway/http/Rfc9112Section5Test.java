package dev.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Field lines (RFC 9112 §5). */
class Rfc9112Section5Test {
    static Stream<Arguments> lines() {
        return Stream.of(
                Arguments.of("X: y", "accepted"),
                Arguments.of("X:y", "accepted"),
                Arguments.of("X:\t y \t", "accepted"),
                Arguments.of("X:", "accepted"),
                Arguments.of("X: \u00e9\u00ff", "accepted"),
                Arguments.of("X: a\tb", "accepted"),
                Arguments.of("X : y", "400 bad-field-name"),
                Arguments.of("X\t: y", "400 bad-field-name"),
                Arguments.of(": y", "400 bad-field-name"),
                Arguments.of("X(: y", "400 bad-field-name"),
                Arguments.of("X\u00e9: y", "400 bad-field-name"),
                Arguments.of("X\0: y", "400 bad-field-name"),
                Arguments.of("X y", "400 field-without-colon"),
                Arguments.of("X: a\0b", "400 control-in-field-value"),
                Arguments.of("X: a\u000bb", "400 control-in-field-value"),
                Arguments.of("X: a\u007fb", "400 control-in-field-value"),
                Arguments.of("X: a\r\n b", "400 folded-line"),
                Arguments.of("X: a\r\n\tb", "400 folded-line"),
                Arguments.of("X: a\nY: b", "400 bare-cr-or-lf"),
                Arguments.of("X: a\rY: b", "400 bare-cr-or-lf"));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void fieldLines(String line, String verdict) {
        assertThat(Requests.verdict(Requests.fields(line))).isEqualTo(verdict);
    }

    @Test
    void blanksAroundAValueAreNotPartOfIt() throws Refused {
        assertThat(Requests.decode(Requests.fields("X: \t a b\t "))
                        .head()
                        .fields()
                        .get("x"))
                .isEqualTo("a b");
    }

    @Test
    void aLimitBoundsTheNumberOfLines() {
        String[] nineteen = Stream.generate(() -> "X: y").limit(19).toArray(String[]::new);
        String[] twenty = Stream.generate(() -> "X: y").limit(20).toArray(String[]::new);

        assertThat(Requests.verdict(Requests.fields(nineteen))).isEqualTo("accepted");
        assertThat(Requests.verdict(Requests.fields(twenty))).isEqualTo("431 too-many-fields");
    }

    @Test
    void anUnderscoreDoesNotShadowAHyphen() throws Refused {
        Fields fields = Requests.decode(Requests.fields("X-User: real", "X_User: forged", "A_b: alone"))
                .head()
                .fields();

        assertThat(fields.get("X-User")).isEqualTo("real");
        assertThat(fields.contains("X_User")).isFalse();
        assertThat(fields.get("A_b")).isEqualTo("alone");
    }
}
