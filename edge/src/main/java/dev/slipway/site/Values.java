package dev.slipway.site;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/** The forms that values take: sizes, durations, names, paths. Each reader answers null to what it does not know. */
final class Values {
    private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,15}) ?([A-Za-z]+)");
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern ROUTE_NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
    private static final Pattern HOST = Pattern.compile(
            "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?" + "(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*|\\[[0-9a-f:.]+]");
    private static final int LONGEST_QUOTE = 60;

    private static final Map<String, Long> BYTES = Map.of(
            "B", 1L,
            "kB", 1_000L,
            "KB", 1_000L,
            "MB", 1_000_000L,
            "GB", 1_000_000_000L,
            "TB", 1_000_000_000_000L,
            "KiB", 1L << 10,
            "MiB", 1L << 20,
            "GiB", 1L << 30,
            "TiB", 1L << 40);
    private static final Map<String, Long> MILLIS = Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);

    private Values() {}

    /** A value as a complaint quotes it, on one line. */
    static String describe(@Nullable Object value) {
        return switch (value) {
            case null -> "nothing";
            case String text -> quote(text);
            case TomlArray array -> array.isEmpty() ? "an empty list" : "a list";
            case TomlTable table -> "a table";
            default -> String.valueOf(value);
        };
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < Math.min(text.length(), LONGEST_QUOTE); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (Character.isISOControl(c)) {
                        quoted.append(String.format("\\u%04X", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append(text.length() > LONGEST_QUOTE ? "…\"" : "\"").toString();
    }

    static @Nullable Long parseSize(String text) {
        return amount(text, BYTES);
    }

    static @Nullable Long parseMillis(String text) {
        return amount(text, MILLIS);
    }

    private static @Nullable Long amount(String text, Map<String, Long> units) {
        Matcher matcher = AMOUNT.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        Long unit = units.get(matcher.group(2));
        long number = Long.parseLong(matcher.group(1));
        return unit == null || number > Long.MAX_VALUE / unit ? null : (Long) (number * unit);
    }

    /** A size in its largest whole unit. */
    static String size(long bytes) {
        for (String unit : List.of("TiB", "GiB", "MiB", "KiB")) {
            long factor = 1L << (10 * ("KMGT".indexOf(unit.charAt(0)) + 1));
            if (bytes >= factor && bytes % factor == 0) {
                return "\"" + bytes / factor + " " + unit + "\"";
            }
        }
        return "\"" + bytes + " B\"";
    }

    static String duration(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }

    /** A name of a site, an environment or a pool. */
    static @Nullable String name(String text) {
        return NAME.matcher(text).matches() ? text : null;
    }

    static @Nullable String routeName(String text) {
        return ROUTE_NAME.matcher(text).matches() ? text : null;
    }

    /** A host name in lower case, without a port. */
    static @Nullable String host(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.length() <= 253 && HOST.matcher(lower).matches() ? lower : null;
    }

    /** A URL path, decoded and normalised as routes and files are looked up by. */
    static @Nullable String urlPath(String text) {
        boolean odd = text.isEmpty()
                || text.charAt(0) != '/'
                || text.contains("//")
                || (text + "/").contains("/../")
                || (text + "/").contains("/./")
                || text.chars().anyMatch(c -> c < 0x20 || c == 0x7f || c == '\\' || c == '%' || c == '?' || c == '#');
        return odd ? null : text;
    }

    /** A path with or without a query, as a request line carries it. */
    static @Nullable String target(String text) {
        boolean clean = text.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '#');
        return text.startsWith("/") && clean ? text : null;
    }

    static boolean isOneLine(String text) {
        return text.chars().noneMatch(Character::isISOControl);
    }

    static @Nullable PathPattern pattern(String text) {
        int star = text.indexOf('*');
        return urlPath(text) == null || star >= 0 && star != text.length() - 1 ? null : new PathPattern(text);
    }

    /** A path of the file system. */
    /** An absolute https URL with a host. */
    static @Nullable URI https(String text) {
        try {
            URI uri = new URI(text);
            return "https".equals(uri.getScheme()) && uri.getHost() != null ? uri : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** How a name is proved to an authority. */
    static @Nullable String challenge(String text) {
        return text.equals("http-01") || text.equals("tls-alpn-01") ? text : null;
    }

    static @Nullable String filePath(String text) {
        return text.isBlank() || text.indexOf('\0') >= 0 ? null : text;
    }
}
