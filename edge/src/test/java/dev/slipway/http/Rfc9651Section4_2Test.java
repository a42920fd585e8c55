package dev.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.http.StructuredFields.DisplayString;
import dev.slipway.http.StructuredFields.InnerList;
import dev.slipway.http.StructuredFields.Item;
import dev.slipway.http.StructuredFields.Malformed;
import dev.slipway.http.StructuredFields.Token;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parsing structured fields. */
class Rfc9651Section4_2Test {
    private static Item item(Object value) {
        return new Item(value, Map.of());
    }

    private static Object bare(String field) throws Malformed {
        return StructuredFields.item(field).value();
    }

    /** §4.2 */
    @Test
    void spacesAroundAFieldAreSkipped() throws Exception {
        assertThat(bare("  1  ")).isEqualTo(1L);
        assertThat(StructuredFields.list("  1  ")).containsExactly(item(1L));
        assertThat(StructuredFields.dictionary("  a=1  ")).containsEntry("a", item(1L));
    }

    /** §4.2 */
    @ParameterizedTest
    @ValueSource(strings = {"\t1", "1\t", "1 2", "1,2", "", " ", "1;", "1; ", "(1)"})
    void anItemWithAnythingElseAroundItIsMalformed(String field) {
        assertThatThrownBy(() -> StructuredFields.item(field)).isInstanceOf(Malformed.class);
    }

    /** §4.2.1 */
    @Test
    void aListHasMembersBetweenCommas() throws Exception {
        assertThat(StructuredFields.list("1, a\t,\t\"b\",(c)"))
                .containsExactly(
                        item(1L),
                        item(new Token("a")),
                        item("b"),
                        new InnerList(List.of(item(new Token("c"))), Map.of()));
        assertThat(StructuredFields.list("")).isEmpty();
        assertThat(StructuredFields.list(" ")).isEmpty();
    }

    /** §4.2.1 */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1,",
                "1, ",
                ",1",
                "1,,2",
                "1 2",
                ",",
                "1;,2",
                "(1",
                "(1,2)",
                "((1))",
                "1)",
                "(\"a\"\"b\")",
                "(1\t2)",
                "(1 ;x)"
            })
    void aListThatBreaksTheGrammarIsMalformed(String field) {
        assertThatThrownBy(() -> StructuredFields.list(field)).isInstanceOf(Malformed.class);
    }

    /** §4.2.1.2 */
    @Test
    void anInnerListHasItemsBetweenSpaces() throws Exception {
        assertThat(StructuredFields.list("(), ( 1  2 )"))
                .containsExactly(
                        new InnerList(List.of(), Map.of()), new InnerList(List.of(item(1L), item(2L)), Map.of()));
    }

    /** §4.2.1.2 */
    @Test
    void itemsAndInnerListsHaveTheirOwnParameters() throws Exception {
        assertThat(StructuredFields.list("(1;x 2);y=z"))
                .containsExactly(new InnerList(
                        List.of(new Item(1L, Map.of("x", true)), item(2L)), Map.of("y", new Token("z"))));
    }

    /** §4.2.2 */
    @Test
    void aDictionaryHasKeysWithMembersOrTrue() throws Exception {
        assertThat(StructuredFields.dictionary("a=1, b;x=2, c=(1 2), *d.e-f_0=?0"))
                .containsExactly(
                        Map.entry("a", item(1L)),
                        Map.entry("b", new Item(true, Map.of("x", 2L))),
                        Map.entry("c", new InnerList(List.of(item(1L), item(2L)), Map.of())),
                        Map.entry("*d.e-f_0", item(false)));
        assertThat(StructuredFields.dictionary("")).isEmpty();
    }

    /** §4.2.2 */
    @Test
    void ofARepeatedKeyTheLastValueCountsAtTheLastPlace() throws Exception {
        assertThat(StructuredFields.dictionary("a=1, b=2, a=3"))
                .containsExactly(Map.entry("b", item(2L)), Map.entry("a", item(3L)));
    }

    /** §4.2.2, §4.2.3.3 */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "A=1", "aB=1", "1=a", "-a=1", "_a", "a=", "a =1", "a= 1", "a=1,", "=1", "a=1 b=2", "a=1;", "a;B", "ä=1"
            })
    void aDictionaryThatBreaksTheGrammarIsMalformed(String field) {
        assertThatThrownBy(() -> StructuredFields.dictionary(field)).isInstanceOf(Malformed.class);
    }

    /** §4.2.3.2 */
    @Test
    void parametersAreBareItemsOrTrueAndTheLastOfAKeyCounts() throws Exception {
        assertThat(StructuredFields.item("a;b;  c=1;d=\"x\";b=2").parameters())
                .containsExactly(Map.entry("c", 1L), Map.entry("d", "x"), Map.entry("b", 2L));
    }

    /** §4.2.3.2 */
    @ParameterizedTest
    @ValueSource(strings = {"a;b=", "a;b=(1)", "a ;b", "a;\tb", "a;;b", "a;b =1", "a;b= 1"})
    void aParameterThatBreaksTheGrammarIsMalformed(String field) {
        assertThatThrownBy(() -> StructuredFields.item(field)).isInstanceOf(Malformed.class);
    }

    /** §4.2.4 */
    @ParameterizedTest
    @CsvSource({
        "0,0",
        "-0,0",
        "42,42",
        "-42,-42",
        "007,7",
        "999999999999999,999999999999999",
        "-999999999999999,-999999999999999"
    })
    void integersHaveUpTo15Digits(String field, long value) throws Exception {
        assertThat(bare(field)).isEqualTo(value);
    }

    /** §4.2.4 */
    @ParameterizedTest
    @ValueSource(strings = {"0.0", "-1.5", "4.125", "123456789012.123", "00.10"})
    void decimalsHaveUpTo12DigitsAndOneToThreeBehindThePoint(String field) throws Exception {
        assertThat(bare(field)).isEqualTo(new BigDecimal(field));
    }

    /** §4.2.4 */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-",
                "--1",
                "+1",
                "1.",
                "-.1",
                ".1",
                "1.2345",
                "1.2.3",
                "1234567890123.1",
                "1000000000000000",
                "1e3",
                "1_0",
                "٣"
            })
    void otherNumbersAreMalformed(String field) {
        assertThatThrownBy(() -> StructuredFields.item(field)).isInstanceOf(Malformed.class);
    }

    /** §4.2.5 */
    @Test
    void stringsEscapeQuotesAndBackslashes() throws Exception {
        assertThat(bare("\"a \\\"b\\\" \\\\ c\"")).isEqualTo("a \"b\" \\ c");
        assertThat(bare("\"\"")).isEqualTo("");
    }

    /** §4.2.5 */
    @ParameterizedTest
    @ValueSource(
            strings = {"\"", "\"a", "\"a\\\"", "\"a\\", "\"\\n\"", "\"ä\"", "\"\u0000\"", "\"\t\"", "\"\u007f\"", "'a'"
            })
    void otherStringsAreMalformed(String field) {
        assertThatThrownBy(() -> StructuredFields.item(field)).isInstanceOf(Malformed.class);
    }

    /** §4.2.6 */
    @ParameterizedTest
    @ValueSource(strings = {"a", "A", "*", "*a", "text/html", "a:b", "a!#$%&'*+-.^_`|~0"})
    void tokensBeginWithALetterOrAnAsterisk(String field) throws Exception {
        assertThat(bare(field)).isEqualTo(new Token(field));
    }

    /** §4.2.6 */
    @ParameterizedTest
    @ValueSource(strings = {"!a", "/a", "a@", "a{", "ä", "aä", "_a"})
    void otherTokensAreMalformed(String field) {
        assertThatThrownBy(() -> StructuredFields.item(field)).isInstanceOf(Malformed.class);
    }

    /** §4.2.7 */
    @ParameterizedTest
    @CsvSource({":aGk=:,hi", "::,''", ":aGk:,hi", ":aGl=:,hi"})
    void byteSequencesAreBase64WithOrWithoutPadding(String field, String text) throws Exception {
        assertThat(bare(field)).isEqualTo(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    /** §4.2.7 */
    @ParameterizedTest
    @ValueSource(strings = {":", ":aGk=", ":a-_k:", ":a Gk=:", ":aGk=:x", ":ä:", ":=:"})
    void otherByteSequencesAreMalformed(String field) {
        assertThatThrownBy(() -> StructuredFields.item(field)).isInstanceOf(Malformed.class);
    }

    /** §4.2.8 */
    @Test
    void booleansAreOneOrZero() throws Exception {
        assertThat(bare("?1")).isEqualTo(true);
        assertThat(bare("?0")).isEqualTo(false);
    }

    /** §4.2.8 */
    @ParameterizedTest
    @ValueSource(strings = {"?", "?2", "?true", "?10", "? 1"})
    void otherBooleansAreMalformed(String field) {
        assertThatThrownBy(() -> StructuredFields.item(field)).isInstanceOf(Malformed.class);
    }

    /** §4.2.9 */
    @Test
    void datesAreWholeSeconds() throws Exception {
        assertThat(bare("@1659578233")).isEqualTo(Instant.ofEpochSecond(1_659_578_233));
        assertThat(bare("@-1")).isEqualTo(Instant.ofEpochSecond(-1));
    }

    /** §4.2.9 */
    @ParameterizedTest
    @ValueSource(strings = {"@", "@1.5", "@a", "@ 1", "@1000000000000000"})
    void otherDatesAreMalformed(String field) {
        assertThatThrownBy(() -> StructuredFields.item(field)).isInstanceOf(Malformed.class);
    }

    /** §4.2.10 */
    @Test
    void displayStringsAreUtf8InPercentEscapes() throws Exception {
        assertThat(bare("%\"gr%c3%bc%c3%9fe \\ %22\"")).isEqualTo(new DisplayString("grüße \\ \""));
        assertThat(bare("%\"\"")).isEqualTo(new DisplayString(""));
    }

    /** §4.2.10 */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "%",
                "%a",
                "%\"",
                "%\"a",
                "%\"%C3%BC\"",
                "%\"%c\"",
                "%\"%",
                "%\"%zz\"",
                "%\"%ff\"",
                "%\"%c3\"",
                "%\"ä\"",
                "%\"\t\""
            })
    void otherDisplayStringsAreMalformed(String field) {
        assertThatThrownBy(() -> StructuredFields.item(field)).isInstanceOf(Malformed.class);
    }
}
