package dev.slipway.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directives of Cache-Control, or of a field that targets caches (RFC 9111 §5.2, RFC 9213). Names ignore case,
 * arguments may be quoted or not, what is unknown is kept and means nothing.
 *
 * <p>What is malformed or contradicts itself never makes a response fresher: a number that is none counts as 0, of several
 * the least counts, and a directive whose argument is broken, or that comes with one and without, has none.
 */
public final class CacheControl {
    /** More seconds than these mean these (RFC 9111 §1.2.2). */
    public static final long MOST_SECONDS = 1L << 31;

    public static final CacheControl NONE = new CacheControl(Map.of());

    private static final String SLIPWAY = "Slipway-CDN-Cache-Control";
    private static final String CDN = "CDN-Cache-Control";

    /** Those whose argument lists fields (RFC 9111 §5.2.2.4, §5.2.2.7). */
    private static final Set<String> NAMING = Set.of("no-cache", "private");

    private static final int LONGEST_KNOWN = 128;

    /** By the hash of the field. Threads may overwrite each other's: nothing in it changes. */
    private static final @Nullable Known[] KNOWN = new Known[256];

    private record Known(String field, CacheControl directives) {}

    /** The arguments of each directive by its name in lower case; null stands for no argument. */
    private final Map<String, List<@Nullable String>> directives;

    private CacheControl(Map<String, List<@Nullable String>> directives) {
        this.directives = directives;
    }

    /** The directives of the field Cache-Control. A quote that is not closed on its line hides nothing of the next. */
    public static CacheControl of(Fields fields) {
        String first = fields.get("Cache-Control");
        if (first == null) {
            return NONE;
        }
        return first.equals(fields.joined("Cache-Control")) ? parsed(first) : parse(fields.all("Cache-Control"));
    }

    /** An app says the same of most of its pages: what was parsed last is found again, and kept once. */
    private static CacheControl parsed(String field) {
        if (field.length() > LONGEST_KNOWN) {
            return parse(List.of(field));
        }
        int place = field.hashCode() & KNOWN.length - 1;
        Known known = KNOWN[place];
        if (known == null || !known.field().equals(field)) {
            known = new Known(field, parse(List.of(field)));
            KNOWN[place] = known;
        }
        return known.directives();
    }

    /**
     * Those that target this cache (RFC 9213 §2.2), or null where there are none: then Cache-Control and Expires count. A
     * field that is malformed or empty is as if it were absent.
     */
    public static @Nullable CacheControl targeted(Fields fields) {
        CacheControl ours = targeted(fields.joined(SLIPWAY));
        return ours == null ? targeted(fields.joined(CDN)) : ours;
    }

    private static @Nullable CacheControl targeted(@Nullable String field) {
        if (field == null) {
            return null;
        }
        try {
            Map<String, StructuredFields.Member> members = StructuredFields.dictionary(field);
            Map<String, List<@Nullable String>> directives = new HashMap<>();
            members.forEach((name, member) -> {
                String argument = argument(name, member);
                if (argument == null || !argument.equals("?0")) {
                    add(directives, name, argument);
                }
            });
            return members.isEmpty() ? null : new CacheControl(directives);
        } catch (StructuredFields.Malformed e) {
            return null;
        }
    }

    /** A value of another type than the directive's is not read (RFC 9213 §2.1): the directive has none then. */
    private static @Nullable String argument(String name, StructuredFields.Member member) {
        if (!(member instanceof StructuredFields.Item item)) {
            return "";
        }
        return switch (item.value()) {
            case Boolean flag -> flag ? null : "?0";
            case Long number when !NAMING.contains(name) -> number.toString();
            case String text when NAMING.contains(name) -> text;
            default -> "";
        };
    }

    private static CacheControl parse(List<String> lines) {
        Map<String, List<@Nullable String>> directives = new HashMap<>();
        lines.forEach(line -> parse(line, directives));
        return directives.isEmpty() ? NONE : new CacheControl(directives);
    }

    private static void parse(String field, Map<String, List<@Nullable String>> directives) {
        int at = 0;
        boolean quotes = true;
        while (at < field.length()) {
            int end = endOfMember(field, at, quotes);
            if (end < 0) {
                quotes = false; // one that nobody closes hides nothing, nor do those behind it
                continue;
            }
            String member = field.substring(at, end).strip();
            at = end + 1;
            if (member.isEmpty()) {
                continue;
            }
            int equals = member.indexOf('=');
            String name = equals < 0 ? member : member.substring(0, equals);
            String argument = equals < 0 || !name.equals(name.strip()) ? null : argument(member.substring(equals + 1));
            add(directives, name.strip().toLowerCase(Locale.ROOT), argument);
        }
    }

    /**
     * The place of the comma that ends the member, or the end; commas within quotes are passed over, if there are any. -1
     * for a quote without end.
     */
    private static int endOfMember(String field, int start, boolean quotes) {
        boolean quoted = false;
        for (int i = start; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = quotes && !quoted;
            } else if (c == ',' && !quoted) {
                return i;
            }
        }
        return quoted ? -1 : field.length();
    }

    /** A token or what a quoted string holds (§5.2), or null where it is neither. */
    private static @Nullable String argument(String text) {
        if (!text.startsWith("\"")) {
            return text.equals(text.strip()) && text.indexOf('"') < 0 ? text : null;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                return i == text.length() - 1 ? plain.toString() : null;
            }
            boolean escaped = c == '\\' && i + 1 < text.length();
            plain.append(escaped ? text.charAt(++i) : c);
        }
        return null;
    }

    private static void add(Map<String, List<@Nullable String>> directives, String name, @Nullable String argument) {
        directives.computeIfAbsent(name, key -> new ArrayList<>(1)).add(argument);
    }

    public boolean isEmpty() {
        return directives.isEmpty();
    }

    /** Whether the directive is there, with or without argument. */
    public boolean has(String name) {
        return directives.containsKey(name);
    }

    /** Whether it is there without an argument, once at least. */
    public boolean hasPlain(String name) {
        List<@Nullable String> arguments = directives.get(name);
        return arguments != null && arguments.stream().anyMatch(argument -> argument == null || argument.isBlank());
    }

    /** Its argument in seconds: -1 where it is absent, 0 where it is no number, the least of several. */
    public long seconds(String name) {
        List<@Nullable String> arguments = directives.get(name);
        if (arguments == null) {
            return -1;
        }
        long least = MOST_SECONDS;
        for (String argument : arguments) {
            least = Math.min(least, argument == null ? 0 : Math.max(0, deltaSeconds(argument)));
        }
        return least;
    }

    /** The field names that are its arguments, in lower case; empty where it has none. */
    public List<String> names(String name) {
        List<String> names = new ArrayList<>();
        for (String argument : directives.getOrDefault(name, List.of())) {
            if (argument == null) {
                continue;
            }
            for (String field : argument.split(",", -1)) {
                if (!field.isBlank()) {
                    names.add(field.strip().toLowerCase(Locale.ROOT));
                }
            }
        }
        return names;
    }

    /** A non-negative number of seconds (RFC 9111 §1.2.2), at most {@link #MOST_SECONDS}; -1 when it is none. */
    public static long deltaSeconds(String text) {
        if (text.isEmpty()) {
            return -1;
        }
        long seconds = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            seconds = Math.min(MOST_SECONDS, seconds * 10 + (c - '0'));
        }
        return seconds;
    }
}
