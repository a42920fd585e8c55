package dev.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Accept-Encoding. */
class Rfc9110Section12_5_3Test {
    private static final List<String> ALL = List.of("br", "zstd", "gzip");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip, deflate, br, zstd | br",
                "gzip, deflate | gzip",
                "zstd, gzip | zstd",
                "* | br",
                "br;q=0, * | zstd",
                "gzip;q=1.0, br;q=0.5 | gzip",
                "GZIP | gzip",
                "x-gzip | gzip",
                "gzip ; q=0.5 , br;Q=0.001 | gzip",
                "identity | identity",
                "identity;q=1, *;q=0 | identity",
                "identity;q=0.5, gzip;q=0.3 | identity",
                "identity;q=0.5, gzip;q=0.5 | gzip",
                "identity;q=0 | identity",
                "identity;q=0, br;q=0.1 | br",
                "deflate | identity",
                "*;q=0 | identity",
                "gzip;q=0 | identity",
                "br,,gzip | br"
            })
    void choosesByWeightThenByOurOrder(String field, String coding) {
        assertThat(AcceptEncoding.parse(field).choose(ALL)).isEqualTo(coding);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "gzip;q=2",
                "gzip;q=1.001",
                "gzip;q=0.1234",
                "gzip;q=",
                "gzip;q=a",
                "gzip;q=-1",
                "gzip;level=9",
                "gzip;",
                "gzip br",
                "br, gz\u0000ip",
                "br, ;q=1",
                "gzip;q=1;q=0"
            })
    void takesTheMalformedForIdentity(String field) {
        assertThat(AcceptEncoding.parse(field).choose(ALL)).isEqualTo("identity");
    }

    @Test
    void saysWhatIsAccepted() {
        assertThat(AcceptEncoding.parse(null).choose(ALL)).isEqualTo("identity");
        assertThat(AcceptEncoding.parse("gzip").accepts("identity")).isTrue();
        assertThat(AcceptEncoding.parse("gzip, *;q=0").accepts("identity")).isFalse();
        assertThat(AcceptEncoding.parse("gzip").accepts("br")).isFalse();
        assertThat(AcceptEncoding.parse("gzip").choose(List.of())).isEqualTo("identity");
    }
}
