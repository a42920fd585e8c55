package dev.slipway.cache;

import static dev.slipway.cache.Law.get;
import static dev.slipway.cache.Law.kept;
import static dev.slipway.cache.Law.request;
import static dev.slipway.cache.Law.response;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.http.Fields;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cache groups, and the other names for them. */
class Rfc9875Test {
    private static Set<String> tags(String... fields) {
        return Tags.of(Fields.of(fields));
    }

    private static List<String> groups(String method, int status, String... fields) {
        return Invalidation.groups(request(method), response(status, fields));
    }

    /** §2 */
    @Test
    void cacheGroupsIsAListOfStrings() {
        assertThat(tags("Cache-Groups", "\"scripts\", \"a b\"")).containsExactly("scripts", "a b");
        assertThat(tags("Cache-Groups", "\"a\"", "cache-groups", "\"b\"")).containsExactly("a", "b");
        assertThat(tags("Cache-Groups", "\"\"")).isEmpty();
    }

    /** §2 */
    @Test
    void parametersAreIgnored() {
        assertThat(tags("Cache-Groups", "\"a\";x=1, \"b\";y")).containsExactly("a", "b");
    }

    /** §2 */
    @Test
    void groupsAreComparedCharacterByCharacter() {
        assertThat(tags("Cache-Groups", "\"a\", \"A\", \"a \"")).containsExactly("a", "A", "a ");
    }

    /** §2 */
    @ParameterizedTest
    @ValueSource(strings = {"", "\"a\",", "\"a", "\"a\" \"b\"", "\"ä\"", ",\"a\""})
    void aMalformedFieldNamesNoGroup(String field) {
        assertThat(tags("Cache-Groups", field)).isEmpty();
        assertThat(groups("POST", 200, "Cache-Group-Invalidation", field)).isEmpty();
    }

    /** §2 */
    @Test
    void membersOfAnotherTypeAreNoGroups() {
        assertThat(tags("Cache-Groups", "a, 1, (\"b\"), ?1, \"c\"")).containsExactly("c");
    }

    /** §2 */
    @Test
    void atLeast32GroupsOf32CharactersAreKept() {
        String field = IntStream.range(0, 32)
                .mapToObj(i -> "\"" + "x".repeat(30) + (i + 10) + "\"")
                .collect(Collectors.joining(","));
        assertThat(tags("Cache-Groups", field)).hasSize(32);
        assertThat(groups("POST", 200, "Cache-Group-Invalidation", field)).hasSize(32);
    }

    /** §3 */
    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "UNHEARD-OF"})
    void aResponseToAnUnsafeRequestInvalidatesGroups(String method) {
        assertThat(groups(method, 200, "Cache-Group-Invalidation", "\"a\", \"b\"", "Cache-Groups", "\"c\""))
                .containsExactly("a", "b");
    }

    /** §3 */
    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "TRACE"})
    void aResponseToASafeRequestInvalidatesNone(String method) {
        assertThat(groups(method, 200, "Cache-Group-Invalidation", "\"a\"")).isEmpty();
    }

    /** §3 */
    @Test
    void theSignalIsNotStored() {
        assertThat(kept(get(), 200, "Cache-Control", "max-age=60", "Cache-Group-Invalidation", "\"a\"")
                        .fields()
                        .contains("Cache-Group-Invalidation"))
                .isFalse();
        assertThat(Validation.updated(Law.stored(), Fields.of("Cache-Group-Invalidation", "\"a\""))
                        .contains("Cache-Group-Invalidation"))
                .isFalse();
    }

    @Test
    void surrogateKeysAreSeparatedBySpace() {
        assertThat(tags("Surrogate-Key", " a  b\tc ", "surrogate-key", "d,e")).containsExactly("a", "b", "c", "d,e");
    }

    @Test
    void cacheTagsAreSeparatedByCommas() {
        assertThat(tags("Cache-Tag", " a ,, b c,d", "cache-tag", "e")).containsExactly("a", "b c", "d", "e");
    }

    @Test
    void eachTagIsThereOnce() {
        assertThat(tags("Cache-Groups", "\"a\"", "Surrogate-Key", "a b", "Cache-Tag", "b"))
                .containsExactly("a", "b");
    }

    @Test
    void theirNumberAndLengthAreBounded() {
        String many = IntStream.range(0, 2_000).mapToObj(Integer::toString).collect(Collectors.joining(" "));
        assertThat(tags("Surrogate-Key", many)).hasSize(Tags.MOST);
        assertThat(tags("Surrogate-Key", "x".repeat(1_024))).hasSize(1);
        assertThat(tags("Surrogate-Key", "x".repeat(1_025))).isEmpty();
    }
}
