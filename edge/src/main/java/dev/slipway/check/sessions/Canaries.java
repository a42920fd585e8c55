package dev.slipway.check.sessions;

import dev.slipway.check.CheckAnswer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The words by which one visitor's data is known again: what stands in the answers to them, twice the same, and neither in
 * those to a stranger nor in those to the other user. Found by comparison, so nobody has to say what is secret.
 */
final class Canaries {
    /** Shorter ones turn up anywhere. */
    private static final int SHORTEST = 5;

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}@._%+\\-]{" + SHORTEST + ",}");

    /** What belongs to the message, not to its content; these differ between any two answers. */
    private static final Set<String> PASSING =
            Set.of("date", "age", "etag", "last-modified", "x-request-id", "cache-status", "content-length", "expires");

    private final Set<String> words;

    private Canaries(Set<String> words) {
        this.words = words;
    }

    /**
     * @param name the log-in name, which counts unless a stranger is shown it too
     * @param first the answers to them, in order of the URLs
     * @param second the answers to the same questions a little later
     * @param stranger what a stranger was shown before anybody had logged in
     * @param other what the other user was shown
     */
    static Canaries of(
            String name,
            List<CheckAnswer> first,
            List<CheckAnswer> second,
            List<CheckAnswer> stranger,
            List<CheckAnswer> other) {
        Set<String> words = new HashSet<>();
        for (int i = 0; i < first.size(); i++) {
            Set<String> stable = words(first.get(i));
            stable.retainAll(words(second.get(i)));
            words.addAll(stable);
        }
        other.forEach(answer -> words.removeAll(words(answer)));
        if (name.length() >= SHORTEST - 2) {
            words.add(name.toLowerCase(Locale.ROOT));
        }
        stranger.forEach(answer -> words.removeAll(words(answer)));
        return new Canaries(words);
    }

    boolean isEmpty() {
        return words.isEmpty();
    }

    int size() {
        return words.size();
    }

    /** One of them that stands in that answer, or null. */
    @Nullable
    String in(CheckAnswer answer) {
        for (String word : words(answer)) {
            if (words.contains(word)) {
                return word;
            }
        }
        return null;
    }

    static Set<String> words(CheckAnswer answer) {
        Set<String> words = new HashSet<>();
        collect(answer.text(), words);
        for (int i = 0; i < answer.fields().size(); i++) {
            if (!PASSING.contains(answer.fields().name(i).toLowerCase(Locale.ROOT))) {
                collect(answer.fields().value(i), words);
            }
        }
        return words;
    }

    private static void collect(String text, Set<String> words) {
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            String word = matcher.group().toLowerCase(Locale.ROOT);
            words.add(word);
            // A sentence ends behind a name, and an address holds one.
            for (String part : word.split("[._%+\\-@]+")) {
                if (part.length() >= SHORTEST - 2) {
                    words.add(part);
                }
            }
        }
    }
}
