package dev.slipway.cache;

import dev.slipway.http.Fields;
import dev.slipway.http.StructuredFields;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The labels of a response: Cache-Groups (RFC 9875 §2), Surrogate-Key and Cache-Tag. */
public final class Tags {
    /** A response cannot make the index grow without bound. */
    public static final int MOST = 1_000;

    /** In characters. */
    public static final int LONGEST = 1_024;

    private Tags() {}

    /**
     * Whether its tags are too many or too long to be kept. Then it is not stored at all: cut off, it would outlive a purge
     * that names what was cut.
     */
    static boolean areTooMany(Fields response) {
        Set<String> tags = of(response);
        return tags.size() > MOST || tags.stream().anyMatch(tag -> tag.length() > LONGEST);
    }

    /** Its tags, each once. */
    public static Set<String> of(Fields response) {
        Set<String> tags = new LinkedHashSet<>();
        groups(response.joined("Cache-Groups")).forEach(tag -> add(tag, tags));
        for (String line : response.all("Surrogate-Key")) {
            for (String tag : line.split("[ \t]+", -1)) {
                add(tag, tags);
            }
        }
        for (String line : response.all("Cache-Tag")) {
            for (String tag : line.split(",", -1)) {
                add(tag.strip(), tags);
            }
        }
        return tags;
    }

    /** Its groups (RFC 9875 §2), at most {@link #MOST}; the empty one is a group as well. */
    public static List<String> groups(Fields response) {
        return groups(response.joined("Cache-Groups")).stream()
                .filter(group -> group.length() <= LONGEST)
                .distinct()
                .limit(MOST)
                .toList();
    }

    private static void add(String tag, Set<String> to) {
        if (!tag.isEmpty()) {
            to.add(tag);
        }
    }

    /** The strings of a list of structured fields; none where it is malformed (RFC 9875 §2). */
    static List<String> groups(@org.jspecify.annotations.Nullable String field) {
        if (field == null) {
            return List.of();
        }
        try {
            return StructuredFields.list(field).stream()
                    .filter(member -> member instanceof StructuredFields.Item item && item.value() instanceof String)
                    .map(member -> (String) ((StructuredFields.Item) member).value())
                    .toList();
        } catch (StructuredFields.Malformed e) {
            return List.of();
        }
    }
}
