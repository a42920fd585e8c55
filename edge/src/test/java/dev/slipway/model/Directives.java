package dev.slipway.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Cache directives as the model reads them: RFC 9111 §5.2, and RFC 9213 §2.1 where a field targets this cache. Of
 * several the least counts, and a number that is none is 0: what is malformed is never fresher.
 */
final class Directives {
    private static final Pattern KEY = Pattern.compile("[a-z*][a-z0-9_.*-]*");
    private static final Pattern ITEM = Pattern.compile("[0-9]{1,15}|\"[ !#-\\[\\]-~]*\"|\\?[01]");

    private record Directive(String name, @Nullable String argument) {}

    private final List<Directive> all = new ArrayList<>();

    private Directives() {}

    /** Those that a cache obeys in that response, and whether a targeted field gave them. */
    record Obeyed(Directives directives, boolean targeted) {}

    static Obeyed of(Lines response) {
        for (String name : List.of("Slipway-CDN-Cache-Control", "CDN-Cache-Control")) {
            Directives targeted = dictionary(response.joined(name));
            if (targeted != null) {
                return new Obeyed(targeted, true);
            }
        }
        return new Obeyed(parse(response.joined("Cache-Control")), false);
    }

    static Directives parse(@Nullable String field) {
        Directives found = new Directives();
        for (String member : members(field == null ? "" : field)) {
            int equals = member.indexOf('=');
            String name = equals < 0 ? member : member.substring(0, equals);
            boolean usable = equals >= 0 && name.equals(name.strip());
            String argument = usable ? unquoted(member.substring(equals + 1)) : null;
            found.all.add(new Directive(name.strip().toLowerCase(Locale.ROOT), argument));
        }
        return found;
    }

    /** Split at commas that are not within quotes; a member with a quote that is never closed hides none, nor do later ones. */
    private static List<String> members(String field) {
        List<String> members = new ArrayList<>();
        boolean quotes = true;
        int start = 0;
        while (start < field.length()) {
            boolean quoted = false;
            int end = start;
            for (; end < field.length() && (quoted || field.charAt(end) != ','); end++) {
                quoted ^= quotes && field.charAt(end) == '"';
            }
            if (quoted) {
                quotes = false;
                continue;
            }
            String member = field.substring(start, end).strip();
            if (!member.isEmpty()) {
                members.add(member);
            }
            start = end + 1;
        }
        return members;
    }

    private static @Nullable String unquoted(String text) {
        if (text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")) {
            return text.substring(1, text.length() - 1);
        }
        return text.contains("\"") || !text.equals(text.strip()) ? null : text;
    }

    /** A dictionary (RFC 9651 §3.2), of which the last member of a name counts; null where it is none, or empty. */
    private static @Nullable Directives dictionary(@Nullable String field) {
        if (field == null || field.isBlank()) {
            return null;
        }
        Directives found = new Directives();
        for (String member : field.strip().split("[ \t]*,[ \t]*", -1)) {
            int equals = member.indexOf('=');
            String name = equals < 0 ? member : member.substring(0, equals);
            String item = equals < 0 ? "?1" : member.substring(equals + 1);
            if (!KEY.matcher(name).matches() || !ITEM.matcher(item).matches()) {
                return null;
            }
            found.all.removeIf(before -> before.name().equals(name));
            if (!item.equals("?0")) {
                found.all.add(new Directive(name, item.equals("?1") ? null : unquoted(item)));
            }
        }
        return found;
    }

    boolean has(String name) {
        return all.stream().anyMatch(directive -> directive.name().equals(name));
    }

    /** Whether it is there without an argument. */
    boolean bare(String name) {
        return all.stream()
                .anyMatch(directive -> directive.name().equals(name)
                        && (directive.argument() == null || directive.argument().isBlank()));
    }

    /** -1 where it is absent. */
    long seconds(String name) {
        long least = -1;
        for (Directive directive : all) {
            if (directive.name().equals(name)) {
                long seconds = number(directive.argument());
                least = least < 0 ? seconds : Math.min(least, seconds);
            }
        }
        return least;
    }

    private static long number(@Nullable String text) {
        if (text == null || !Pattern.matches("[0-9]+", text)) {
            return 0;
        }
        return text.length() > 10 ? 1L << 31 : Math.min(1L << 31, Long.parseLong(text));
    }

    /** The fields that its arguments name, in lower case. */
    List<String> names(String name) {
        List<String> names = new ArrayList<>();
        for (Directive directive : all) {
            if (directive.name().equals(name) && directive.argument() != null) {
                Matcher token = Pattern.compile("[^, \t]+").matcher(directive.argument());
                while (token.find()) {
                    names.add(token.group().toLowerCase(Locale.ROOT));
                }
            }
        }
        return names;
    }
}
