package dev.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Resolving references. */
class Rfc3986Section5Test {
    private static String resolved(String base, String reference) {
        return UriReference.parse(base).resolve(UriReference.parse(reference)).toString();
    }

    /** The examples of §5.4.1 and §5.4.2; fragments are left out, because no key has one. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "g:h g:h",
                "g http://a/b/c/g",
                "./g http://a/b/c/g",
                "g/ http://a/b/c/g/",
                "/g http://a/g",
                "//g http://g",
                "?y http://a/b/c/d;p?y",
                "g?y http://a/b/c/g?y",
                "'#s' http://a/b/c/d;p?q",
                "'g#s' http://a/b/c/g",
                "'g?y#s' http://a/b/c/g?y",
                ";x http://a/b/c/;x",
                "g;x http://a/b/c/g;x",
                "'' http://a/b/c/d;p?q",
                ". http://a/b/c/",
                "./ http://a/b/c/",
                ".. http://a/b/",
                "../ http://a/b/",
                "../g http://a/b/g",
                "../.. http://a/",
                "../../ http://a/",
                "../../g http://a/g",
                "../../../g http://a/g",
                "../../../../g http://a/g",
                "/./g http://a/g",
                "/../g http://a/g",
                "g. http://a/b/c/g.",
                ".g http://a/b/c/.g",
                "g.. http://a/b/c/g..",
                "..g http://a/b/c/..g",
                "./../g http://a/b/g",
                "./g/. http://a/b/c/g/",
                "g/./h http://a/b/c/g/h",
                "g/../h http://a/b/c/h",
                "g;x=1/./y http://a/b/c/g;x=1/y",
                "g;x=1/../y http://a/b/c/y",
                "g?y/./x http://a/b/c/g?y/./x",
                "g?y/../x http://a/b/c/g?y/../x",
                "'g#s/../x' http://a/b/c/g",
                "http:g http:g"
            })
    void resolvesTheExamples(String reference, String expected) {
        assertThat(resolved("http://a/b/c/d;p?q", reference)).isEqualTo(expected);
    }

    @Test
    void section_5_2_3_aBaseWithoutPathCountsAsTheRoot() {
        assertThat(resolved("http://a", "g")).isEqualTo("http://a/g");
        assertThat(resolved("http://a?q", "?y")).isEqualTo("http://a?y");
    }

    @Test
    void readsWhatAppsSendThoughNoUriMayHoldIt() {
        assertThat(resolved("http://a/b|c?x={1}", "d e|f?g=[\"1\"]")).isEqualTo("http://a/d e|f?g=[\"1\"]");
        assertThat(resolved("http://a/b", "%zz")).isEqualTo("http://a/%zz");
    }

    @Test
    void section_3_1_aColonBehindASlashOrADigitBeginsNoScheme() {
        assertThat(resolved("http://a/b", "./c:d")).isEqualTo("http://a/c:d");
        assertThat(resolved("http://a/b", "1:2")).isEqualTo("http://a/1:2");
        assertThat(resolved("http://a/b", ":c")).isEqualTo("http://a/:c");
        assertThat(resolved("http://a/b", "c?d:e")).isEqualTo("http://a/c?d:e");
    }
}
