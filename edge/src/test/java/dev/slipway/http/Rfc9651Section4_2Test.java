package dev.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.slipway.http.StructuredFields.DisplayString;
import dev.slipway.http.StructuredFields.InnerList;
import dev.slipway.http.StructuredFields.Item;
import dev.slipway.http.StructuredFields.Malformed;
import dev.slipway.http.StructuredFields.Member;
import dev.slipway.http.StructuredFields.Token;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parsing structured fields: the whole field or nothing. */
class Rfc9651Section4_2Test {
    private static Object value(String field) throws Malformed {
        return StructuredFields.item(field).value();
    }

    private static void refusesItem(String field) {
        assertThatExceptionOfType(Malformed.class).isThrownBy(() -> StructuredFields.item(field));
    }

    private static void refusesList(String field) {
        assertThatExceptionOfType(Malformed.class).isThrownBy(() -> StructuredFields.list(field));
    }

    private static void refusesDictionary(String field) {
        assertThatExceptionOfType(Malformed.class).isThrownBy(() -> StructuredFields.dictionary(field));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "-0,0", "42,42", "007,7", "-999999999999999,-999999999999999", "999999999999999,999999999999999"
    })
    void section_4_2_4_readsIntegersOfUpToFifteenDigits(String field, long value) throws Malformed {
        assertThat(value(field)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"1.5", "-0.125", "999999999999.999", "0.0"})
    void section_4_2_4_readsDecimalsOfTwelveAndThreeDigits(String field) throws Malformed {
        assertThat(value(field)).isEqualTo(new BigDecimal(field));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "--1",
                "+1",
                "1000000000000000",
                "1.",
                ".5",
                "1.1234",
                "1000000000000.1",
                "1.2.3",
                "1e3",
                "0x1",
                "- 1",
                "1 2",
                "1,"
            })
    void section_4_2_4_refusesOtherNumbers(String field) {
        refusesItem(field);
    }

    @Test
    void section_4_2_5_readsStringsWithTwoEscapes() throws Malformed {
        assertThat(value("\"\"")).isEqualTo("");
        assertThat(value("\"a, b; c\"")).isEqualTo("a, b; c");
        assertThat(value("\"a\\\"b\\\\c\"")).isEqualTo("a\"b\\c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"", "\"a", "\"a\\\"", "\"a\\n\"", "\"a\tb\"", "\"\u00e9\"", "\"\u007f\"", "\"\u0000\"", "'a'"})
    void section_4_2_5_refusesOtherStrings(String field) {
        refusesItem(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "*", "A-z_0", "text/html", "a:b", "*/*", "foo123/456"})
    void section_4_2_6_readsTokens(String field) throws Malformed {
        assertThat(value(field)).isEqualTo(new Token(field));
    }

    @ParameterizedTest
    @ValueSource(strings = {"!a", "/a", "a\u00e9", "a@b", "a(b)"})
    void section_4_2_6_refusesOtherTokens(String field) {
        refusesItem(field);
    }

    @Test
    void section_4_2_7_readsByteSequences() throws Malformed {
        assertThat((byte[]) value(":aGVsbG8=:")).isEqualTo("hello".getBytes(StandardCharsets.US_ASCII));
        assertThat((byte[]) value("::")).isEmpty();
        assertThat((byte[]) value(":aGVsbG8:"))
                .as("padding may be missing")
                .isEqualTo("hello".getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(strings = {":", ":aGVsbG8=", ":aGVs bG8=:", ":aGVsbG8-:", ":a:", ":=:"})
    void section_4_2_7_refusesOtherByteSequences(String field) {
        refusesItem(field);
    }

    @Test
    void section_4_2_8_readsBooleans() throws Malformed {
        assertThat(value("?1")).isEqualTo(true);
        assertThat(value("?0")).isEqualTo(false);
        List.of("?", "?2", "?true", "true?").forEach(Rfc9651Section4_2Test::refusesItem);
    }

    @Test
    void section_4_2_9_readsDates() throws Malformed {
        assertThat(value("@1659578233")).isEqualTo(Instant.ofEpochSecond(1659578233));
        assertThat(value("@-1")).isEqualTo(Instant.ofEpochSecond(-1));
        List.of("@", "@1.5", "@a", "@ 1").forEach(Rfc9651Section4_2Test::refusesItem);
    }

    @Test
    void section_4_2_10_readsDisplayStrings() throws Malformed {
        assertThat(value("%\"f%c3%bc%c3%bc\"")).isEqualTo(new DisplayString("f\u00fc\u00fc"));
        assertThat(value("%\"\"")).isEqualTo(new DisplayString(""));
        assertThat(value("%\"100%25\"")).isEqualTo(new DisplayString("100%"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%",
                "%a",
                "%\"",
                "%\"a",
                "%\"%C3%BC\"",
                "%\"%c3\"",
                "%\"%c\"",
                "%\"%zz\"",
                "%\"\u00fc\"",
                "%\"\t\""
            })
    void section_4_2_10_refusesOtherDisplayStrings(String field) {
        refusesItem(field);
    }

    @Test
    void section_4_2_3_anItemHasParametersInOrder() throws Malformed {
        Item item = StructuredFields.item(" a;b; c=1;d=\"x\";*e=?0 ");
        assertThat(item.value()).isEqualTo(new Token("a"));
        assertThat(item.parameters())
                .containsExactly(Map.entry("b", true), Map.entry("c", 1L), Map.entry("d", "x"), Map.entry("*e", false));
    }

    @Test
    void section_4_2_3_2_ofARepeatedParameterTheLastCounts() throws Malformed {
        assertThat(StructuredFields.item("a;b=1;b=2").parameters()).isEqualTo(Map.of("b", 2L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a;", "a;B", "a;1", "a;b=", "a;b=(1)", "a ;b", "a;b =1", "a;b= 1"})
    void section_4_2_3_2_refusesOtherParameters(String field) {
        refusesItem(field);
    }

    @Test
    void section_4_2_1_readsListsWithSpaceAndTabsAroundCommas() throws Malformed {
        List<Member> members = StructuredFields.list(" a,b \t,\t \"c\";d , (1 2);x ");
        assertThat(members).hasSize(4);
        assertThat(members.get(3)).isInstanceOfSatisfying(InnerList.class, list -> {
            assertThat(list.items()).extracting(Item::value).containsExactly(1L, 2L);
            assertThat(list.parameters()).isEqualTo(Map.of("x", true));
        });
    }

    @Test
    void section_4_2_1_anEmptyListIsAList() throws Malformed {
        assertThat(StructuredFields.list("")).isEmpty();
        assertThat(StructuredFields.list("  ")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {",", "a,", "a,,b", ",a", "a b", "\ta", "a;b,", "(1", "(1,2)", "1)", "(1)(2)", "((1))", "(1\t2)"})
    void section_4_2_1_refusesOtherLists(String field) {
        refusesList(field);
    }

    @Test
    void section_4_2_1_2_readsInnerLists() throws Malformed {
        assertThat(((InnerList) StructuredFields.list("()").getFirst()).items()).isEmpty();
        InnerList list = (InnerList) StructuredFields.list("( a;x   \"b\" )").getFirst();
        assertThat(list.items()).hasSize(2);
        assertThat(list.items().getFirst().parameters()).isEqualTo(Map.of("x", true));
    }

    @Test
    void section_4_2_2_readsDictionaries() throws Malformed {
        Map<String, Member> members = StructuredFields.dictionary("a, b=?0, c;x=1, d=(1), *e_-.9=\"z\"");
        assertThat(members.keySet()).containsExactly("a", "b", "c", "d", "*e_-.9");
        assertThat(members.get("a")).isEqualTo(new Item(true, Map.of()));
        assertThat(members.get("c")).isEqualTo(new Item(true, Map.of("x", 1L)));
    }

    @Test
    void section_4_2_2_ofARepeatedKeyTheLastCounts() throws Malformed {
        assertThat(StructuredFields.dictionary("a=1, b=2, a=3").get("a")).isEqualTo(new Item(3L, Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"A=1", "a=", "a =1", "a= 1", "a=1,", "a=1 b=2", "1=a", "-a", "=1", "a=b=c", "\"a\"=1", "a=1;"})
    void section_4_2_2_refusesOtherDictionaries(String field) {
        refusesDictionary(field);
    }

    @Test
    void aFieldOfSixteenKilobytesIsRead() throws Malformed {
        String field = "\"0123456789ab\", ".repeat(1_000) + "\"z\"";
        assertThat(StructuredFields.list(field)).hasSize(1_001);
    }
}
