package dev.slipway.cache;

import static dev.slipway.cache.Law.MILLIS;
import static dev.slipway.cache.Law.get;
import static dev.slipway.cache.Law.isStored;
import static dev.slipway.cache.Law.kept;
import static dev.slipway.cache.Law.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.http.Fields;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Storing incomplete responses, and combining partial content. */
class Rfc9111Section3_3And3_4Test {
    private static StoredResponse part(long first, long last, String... fields) {
        return part(Selection.ALL, first, last, 10, fields);
    }

    private static StoredResponse part(Selection selection, long first, long last, long complete, String... fields) {
        return new StoredResponse(
                206, Fields.of(fields), selection, MILLIS, MILLIS, new StoredResponse.Part(first, last, complete));
    }

    private static StoredResponse.@Nullable Part partOf(@Nullable StoredResponse response) {
        return Objects.requireNonNull(response).part();
    }

    @Test
    void storesA206WithAStrongTagAndAConsistentContentRange() {
        StoredResponse stored = kept(
                get("Range", "bytes=0-4"),
                206,
                "Cache-Control",
                "max-age=60",
                "ETag",
                "\"a\"",
                "Content-Range",
                "bytes 0-4/10",
                "Content-Length",
                "5");
        assertThat(stored.part()).isEqualTo(new StoredResponse.Part(0, 4, 10));
        assertThat(stored.fields().contains("Content-Range")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes 4-0/10",
                "bytes 0-10/10",
                "bytes 0-4/4",
                "bytes 0-4/*",
                "bytes */10",
                "bytes 0-4",
                "bytes=0-4/10",
                "bytes -1-4/10",
                "bytes 0-4/10, bytes 5-9/10",
                "bytes 0-99999999999999999999/100000000000000000000",
                "lines 0-4/10",
                ""
            })
    void storesNo206WhoseContentRangeItDoesNotUnderstand(String range) {
        assertThat(refusal(get(), 206, "Cache-Control", "max-age=60", "ETag", "\"a\"", "Content-Range", range))
                .isEqualTo("partial");
    }

    @Test
    void storesNo206WithoutContentRange() {
        assertThat(refusal(
                        get(),
                        206,
                        "Cache-Control",
                        "max-age=60",
                        "ETag",
                        "\"a\"",
                        "Content-Type",
                        "multipart/byteranges"))
                .isEqualTo("partial");
    }

    @ParameterizedTest
    @ValueSource(strings = {"W/\"a\"", "a", ""})
    void storesNo206WithoutAStrongTag(String tag) {
        assertThat(refusal(get(), 206, "Cache-Control", "max-age=60", "ETag", tag, "Content-Range", "bytes 0-4/10"))
                .isEqualTo("partial");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "6", "0", "-5", "5, 5", "x"})
    void storesNo206WhoseLengthContradictsItsRange(String length) {
        assertThat(refusal(
                        get(),
                        206,
                        "Cache-Control",
                        "max-age=60",
                        "ETag",
                        "\"a\"",
                        "Content-Range",
                        "bytes 0-4/10",
                        "Content-Length",
                        length))
                .isEqualTo("partial");
    }

    @Test
    void aContentRangeOnAnotherStatusMeansNothing() {
        assertThat(isStored(get(), 200, "Cache-Control", "max-age=60", "Content-Range", "bytes 0-4/10"))
                .isTrue();
        assertThat(kept(get(), 200, "Cache-Control", "max-age=60", "Content-Range", "bytes 0-4/10")
                        .part())
                .isNull();
    }

    @Test
    void aPartHoldsTheBytesOfItsRangeOnly() {
        StoredResponse.Part part = new StoredResponse.Part(2, 4, 10);
        assertThat(part.holds(2, 4)).isTrue();
        assertThat(part.holds(3, 3)).isTrue();
        assertThat(part.holds(1, 4)).isFalse();
        assertThat(part.holds(2, 5)).isFalse();
        assertThat(part.length()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"0,4,5,7,0,7", "5,7,0,4,0,7", "0,4,3,6,0,6", "2,6,3,4,2,6", "3,4,2,6,2,6"})
    void partsThatTouchOrOverlapAreCombined(long a, long b, long c, long d, long first, long last) {
        StoredResponse both = Partial.combined(part(a, b, "ETag", "\"a\""), part(c, d, "ETag", "\"a\""));
        assertThat(partOf(both)).isEqualTo(new StoredResponse.Part(first, last, 10));
        assertThat(Objects.requireNonNull(both).status()).isEqualTo(206);
    }

    @Test
    void partsWithAGapAreNot() {
        assertThat(Partial.combined(part(0, 4, "ETag", "\"a\""), part(6, 9, "ETag", "\"a\"")))
                .isNull();
        assertThat(Partial.combined(part(6, 9, "ETag", "\"a\""), part(0, 4, "ETag", "\"a\"")))
                .isNull();
    }

    @Test
    void allPartsTogetherAreAComplete200() {
        StoredResponse both = Partial.combined(part(0, 4, "ETag", "\"a\""), part(5, 9, "ETag", "\"a\""));
        assertThat(partOf(both)).isNull();
        assertThat(Objects.requireNonNull(both).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"'\"a\"','\"b\"'", "'W/\"a\"','W/\"a\"'", "'\"a\"','W/\"a\"'", "'W/\"a\"','\"a\"'"})
    void onlyTheSameStrongValidatorCombines(String one, String two) {
        assertThat(Partial.combined(part(0, 4, "ETag", one), part(5, 9, "ETag", two)))
                .isNull();
    }

    @Test
    void withoutATagNothingIsCombined() {
        String modified = Law.date(-600);
        assertThat(Partial.combined(part(0, 4, "Last-Modified", modified), part(5, 9, "Last-Modified", modified)))
                .isNull();
        assertThat(Partial.combined(part(0, 4), part(5, 9, "ETag", "\"a\""))).isNull();
        assertThat(Partial.combined(part(0, 4, "ETag", "\"a\""), part(5, 9))).isNull();
    }

    @Test
    void partsOfDifferentLengthsAreNotOfOneRepresentation() {
        StoredResponse longer = part(Selection.ALL, 5, 9, 11, "ETag", "\"a\"");
        assertThat(Partial.combined(part(0, 4, "ETag", "\"a\""), longer)).isNull();
    }

    @Test
    void partsThatDifferentRequestsSelectAreNotCombined() {
        Selection other = new Selection(List.of("x"), List.of("1"));
        assertThat(Partial.combined(part(0, 4, "ETag", "\"a\""), part(other, 5, 9, 10, "ETag", "\"a\"")))
                .isNull();
    }

    @Test
    void aCompleteResponseIsNoPart() {
        StoredResponse whole = Law.stored("ETag", "\"a\"");
        assertThat(Partial.combined(whole, part(5, 9, "ETag", "\"a\""))).isNull();
        assertThat(Partial.combined(part(5, 9, "ETag", "\"a\""), whole)).isNull();
    }

    @Test
    void theNewerPartUpdatesTheFieldsAndLeavesThoseItDoesNotName() {
        StoredResponse older = part(0, 4, "ETag", "\"a\"", "Content-Type", "text/plain", "X-A", "old", "Age", "9");
        StoredResponse both = Partial.combined(older, part(5, 9, "ETag", "\"a\"", "X-A", "new"));
        assertThat(Objects.requireNonNull(both).fields())
                .isEqualTo(Fields.of("Content-Type", "text/plain", "ETag", "\"a\"", "X-A", "new"));
    }

    @Test
    void theTimesAreThoseOfTheNewerPart() {
        StoredResponse newer = new StoredResponse(
                206,
                Fields.of("ETag", "\"a\""),
                Selection.ALL,
                MILLIS + 1,
                MILLIS + 2,
                new StoredResponse.Part(5, 8, 10));
        StoredResponse both = Objects.requireNonNull(Partial.combined(part(0, 4, "ETag", "\"a\""), newer));
        assertThat(both.requestedMillis()).isEqualTo(MILLIS + 1);
        assertThat(both.receivedMillis()).isEqualTo(MILLIS + 2);
    }
}
