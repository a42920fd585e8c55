package dev.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Targeted cache control. */
class Rfc9213Section2Test {
    private static CacheControl targeted(String... fields) {
        return Objects.requireNonNull(CacheControl.targeted(Fields.of(fields)));
    }

    private static CacheControl cdn(String field) {
        return targeted("CDN-Cache-Control", field);
    }

    /** §2.1 */
    @Test
    void aTargetedFieldIsADictionary() {
        CacheControl control = cdn("max-age=60, no-store, private=\"x-user\"");
        assertThat(control.seconds("max-age")).isEqualTo(60);
        assertThat(control.has("no-store")).isTrue();
        assertThat(control.names("private")).containsExactly("x-user");
        assertThat(control.hasPlain("private")).isFalse();
    }

    /** §2.1 */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "max-age=60,",
                ",max-age=60",
                "max-age = 60",
                "Max-Age=60",
                "MAX-AGE=60",
                "max-age=\"60",
                "max-age=",
                "max-age=60; ",
                "max-age=60 s",
                "no-store, =",
                "max-age=9999999999999999"
            })
    void anEmptyOrMalformedFieldIsIgnored(String field) {
        assertThat(CacheControl.targeted(Fields.of("CDN-Cache-Control", field))).isNull();
    }

    /** §2.1 */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "max-age=60.0",
                "max-age=60.5",
                "max-age=\"60\"",
                "max-age=a60",
                "max-age",
                "max-age=?1",
                "max-age=(60)",
                "max-age=:NjA=:",
                "max-age=@60",
                "max-age=-1"
            })
    void aLifetimeOfAnotherTypeIsNotRead(String field) {
        assertThat(cdn(field).seconds("max-age")).isZero();
    }

    /** §2.1 */
    @ParameterizedTest
    @ValueSource(strings = {"private=x", "private=1", "private=(\"x\")", "private=\"\"", "private"})
    void aListOfFieldsOfAnotherTypeIsNotRead(String field) {
        assertThat(cdn(field).hasPlain("private")).isTrue();
        assertThat(cdn(field.replace("private", "no-cache")).hasPlain("no-cache"))
                .isTrue();
    }

    /** §2.1 */
    @Test
    void parametersAreIgnored() {
        assertThat(cdn("max-age=60;x=1, no-store;y").seconds("max-age")).isEqualTo(60);
    }

    /** §2.1 */
    @Test
    void ofARepeatedDirectiveTheLastCounts() {
        assertThat(cdn("max-age=60, max-age=5").seconds("max-age")).isEqualTo(5);
        assertThat(targeted("CDN-Cache-Control", "max-age=60", "cdn-cache-control", "max-age=5")
                        .seconds("max-age"))
                .isEqualTo(5);
    }

    /** §2.1 */
    @Test
    void secondsAreBoundedAsElsewhere() {
        assertThat(cdn("max-age=999999999999999").seconds("max-age")).isEqualTo(CacheControl.MOST_SECONDS);
    }

    /** §2.2 */
    @Test
    void withoutATargetedFieldThereIsNone() {
        assertThat(CacheControl.targeted(Fields.of("Cache-Control", "max-age=60")))
                .isNull();
    }

    /** §2.2 */
    @ParameterizedTest
    @ValueSource(strings = {"none", "no-store=?0", "unheard-of=1"})
    void aFieldWithoutAnyKnownDirectiveIsStillThere(String field) {
        assertThat(cdn(field).has("no-store")).isFalse();
    }

    /** §2.2 */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"max-age=5|max-age=60|5", "''|max-age=60|60", "max-age=|max-age=60|60"})
    void theFirstValidFieldOfTheTargetListCounts(String ours, String cdn, long seconds) {
        assertThat(targeted("CDN-Cache-Control", cdn, "Slipway-CDN-Cache-Control", ours)
                        .seconds("max-age"))
                .isEqualTo(seconds);
    }
}
