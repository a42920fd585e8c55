package dev.slipway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.http.Fields;
import dev.slipway.http.ResponseHead;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cache groups, and the two older fields for the same. */
class Rfc9875Test {
    private static Set<String> tags(String... fields) {
        return Tags.of(Fields.of(fields));
    }

    private static List<String> groups(String method, int status, String... fields) {
        return Invalidation.groups(Cases.request(Cases.SAFE, method), new ResponseHead(status, Fields.of(fields)));
    }

    @Test
    void section_2_cacheGroupsIsAListOfStrings() {
        assertThat(tags("Cache-Groups", "\"scripts\", \"a, b\"", "cache-groups", "\"c\""))
                .containsExactlyInAnyOrder("scripts", "a, b", "c");
    }

    @Test
    void section_2_unrecognisedParametersAreIgnored() {
        assertThat(tags("Cache-Groups", "\"a\";revalidate;x=1")).containsExactly("a");
    }

    @Test
    void section_2_1_groupsAreComparedWithRegardToCase() {
        assertThat(tags("Cache-Groups", "\"A\", \"a\"")).containsExactlyInAnyOrder("A", "a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a", "\"a\",", "\"a\" \"b\"", "\"a\", ,", "\"\u00e9\""})
    void aMalformedFieldIsIgnoredAsAWhole(String field) {
        assertThat(tags("Cache-Groups", field)).isEmpty();
    }

    @Test
    void section_2_atLeast32GroupsOf32CharactersAreSupported() {
        String field = IntStream.range(0, 32)
                .mapToObj(i -> '"' + String.format("%032d", i) + '"')
                .collect(Collectors.joining(", "));
        assertThat(tags("Cache-Groups", field)).hasSize(32);
    }

    @Test
    void surrogateKeyIsSeparatedBySpaces() {
        assertThat(tags("Surrogate-Key", " a  b,c\td ", "Surrogate-Key", "e"))
                .containsExactlyInAnyOrder("a", "b,c", "d", "e");
    }

    @Test
    void cacheTagIsSeparatedByCommas() {
        assertThat(tags("Cache-Tag", "a, b c,,d ,", "Cache-Tag", "e")).containsExactlyInAnyOrder("a", "b c", "d", "e");
    }

    @Test
    void aThousandLabelsInSixteenKilobytesAreKept() {
        String field = IntStream.range(0, 1_000)
                .mapToObj(i -> "product-" + (10_000 + i))
                .collect(Collectors.joining(","));
        assertThat(field).hasSizeGreaterThan(13_000);
        assertThat(tags("Cache-Tag", field)).hasSize(1_000);
        assertThat(tags("Surrogate-Key", field.replace(',', ' '))).hasSize(1_000);
    }

    @Test
    void whatHasMoreOrLongerOnesThanAreKeptIsNotStored() {
        assertThat(Tags.areTooMany(Fields.of("Cache-Tag", numbered(Tags.MOST)))).isFalse();
        assertThat(Tags.areTooMany(Fields.of("Cache-Tag", numbered(Tags.MOST + 1))))
                .isTrue();
        assertThat(Tags.areTooMany(Fields.of("Surrogate-Key", "y".repeat(Tags.LONGEST))))
                .isFalse();
        assertThat(Tags.areTooMany(Fields.of("Cache-Tag", "a, " + "x".repeat(Tags.LONGEST + 1))))
                .isTrue();
        assertThat(Tags.areTooMany(Fields.of("Cache-Groups", "\"" + "x".repeat(Tags.LONGEST + 1) + "\"")))
                .isTrue();
    }

    private static String numbered(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }

    @Test
    void section_3_anUnsafeMethodNamesTheGroupsToInvalidate() {
        assertThat(groups("POST", 200, "Cache-Group-Invalidation", "\"eurovision-results\", \"australia\""))
                .containsExactlyInAnyOrder("eurovision-results", "australia");
        assertThat(groups("BREW", 204, "Cache-Group-Invalidation", "\"a\";x")).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "TRACE"})
    void section_3_itIsIgnoredWhereTheMethodIsSafe(String method) {
        assertThat(groups(method, 200, "Cache-Group-Invalidation", "\"a\"")).isEmpty();
    }

    @Test
    void section_3_aMalformedFieldInvalidatesNothing() {
        assertThat(groups("POST", 200, "Cache-Group-Invalidation", "\"a\", b c"))
                .isEmpty();
        assertThat(groups("POST", 200)).isEmpty();
    }
}
