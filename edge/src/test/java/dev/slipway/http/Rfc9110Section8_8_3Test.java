package dev.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Entity tags. */
class Rfc9110Section8_8_3Test {
    @Test
    void readsAndWrites() {
        assertThat(EntityTag.parse("\"xyzzy\"")).isEqualTo(EntityTag.strong("xyzzy"));
        assertThat(EntityTag.parse("W/\"xyzzy\""))
                .isEqualTo(EntityTag.weak("xyzzy"))
                .hasToString("W/\"xyzzy\"");
        assertThat(EntityTag.parse("\"\"")).isEqualTo(EntityTag.strong("")).hasToString("\"\"");
        assertThatThrownBy(() -> EntityTag.strong("a\"b")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "xyzzy", "\"", "w/\"a\"", "W/a", "W/", "\"a b\"", "\"a\"b", "\"a\nb\"", "*"})
    void readsNothingElse(String text) {
        assertThat(EntityTag.parse(text)).isNull();
    }

    /** The table of §8.8.3.2. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "'W/\"1\"', 'W/\"1\"', false, true",
                "'W/\"1\"', 'W/\"2\"', false, false",
                "'W/\"1\"', '\"1\"', false, true",
                "'\"1\"', '\"1\"', true, true"
            })
    void compares(String left, String right, boolean strongly, boolean weakly) {
        EntityTag one = Objects.requireNonNull(EntityTag.parse(left));
        EntityTag other = Objects.requireNonNull(EntityTag.parse(right));
        assertThat(one.matchesStrongly(other)).isEqualTo(strongly);
        assertThat(one.matchesWeakly(other)).isEqualTo(weakly);
    }

    @Test
    void readsListsAndPassesOverWhatIsNoTag() {
        assertThat(EntityTag.parseList("\"a\",W/\"b,c\" ,, \"\""))
                .containsExactly(EntityTag.strong("a"), EntityTag.weak("b,c"), EntityTag.strong(""));
        assertThat(EntityTag.parseList("bare, \"a\"x, \"b\"")).containsExactly(EntityTag.strong("b"));
        assertThat(EntityTag.parseList("\"open")).isEmpty();
    }
}
