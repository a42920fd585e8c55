package dev.slipway.cache;

import static dev.slipway.cache.Law.LETTER;
import static dev.slipway.cache.Law.get;
import static dev.slipway.cache.Law.plan;
import static dev.slipway.cache.Law.stored;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cache.Plan.Forward;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** immutable. */
class Rfc8246Section2Test {
    /** A route whose clients may ask for validation. */
    private static final CachePolicy PERMITTED =
            new CachePolicy(CacheMode.ORIGIN, List.of(), List.of(), Set.of(), Set.of(), false, true);

    private static final StoredResponse IMMUTABLE = stored("Cache-Control", "max-age=60, immutable");

    @ParameterizedTest
    @ValueSource(strings = {"no-cache", "max-age=0"})
    void aReloadDoesNotValidateWhatIsFresh(String control) {
        assertThat(plan(PERMITTED, get("Cache-Control", control), IMMUTABLE, 1)).isInstanceOf(Plan.Serve.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"IMMUTABLE", "immutable=1", "immutable=\"x\"", "immutable, immutable"})
    void anArgumentOrARepetitionMeansNothing(String directive) {
        StoredResponse stored = stored("Cache-Control", "max-age=60, " + directive);
        assertThat(plan(PERMITTED, get("Cache-Control", "no-cache"), stored, 1)).isInstanceOf(Plan.Serve.class);
    }

    @Test
    void itAppliesDuringTheLifetimeOnly() {
        assertThat(plan(PERMITTED, get(), IMMUTABLE, 60)).isEqualTo(new Plan.Revalidate(Forward.STALE));
        assertThat(plan(PERMITTED, get("Cache-Control", "no-cache"), IMMUTABLE, 60))
                .isEqualTo(new Plan.Revalidate(Forward.REQUEST));
    }

    @Test
    void itGivesNoLifetime() {
        assertThat(stored("Cache-Control", "immutable").lifetimeSeconds(LETTER)).isZero();
    }

    @Test
    void itDoesNotOverrideNoCache() {
        assertThat(plan(PERMITTED, get(), stored("Cache-Control", "max-age=60, no-cache, immutable"), 1))
                .isEqualTo(new Plan.Revalidate(Forward.STALE));
    }

    @Test
    void byTheLetterOfRfc9111AReloadValidates() {
        assertThat(plan(LETTER, get("Cache-Control", "no-cache"), IMMUTABLE, 1))
                .isEqualTo(new Plan.Revalidate(Forward.REQUEST));
    }
}
