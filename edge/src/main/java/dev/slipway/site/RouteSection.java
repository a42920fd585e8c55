package dev.slipway.site;

import dev.slipway.cache.CacheMode;
import dev.slipway.cache.CachePolicy;
import dev.slipway.http.Fields;
import dev.slipway.http.Tokens;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads one {@code [[route]]}. */
final class RouteSection {
    /** Fields that frame a message or say how it is coded: the edge writes these itself. */
    private static final Set<String> OWN_FIELDS = new TreeSet<>(Set.of(
            "connection",
            "content-encoding",
            "content-length",
            "content-range",
            "date",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade"));

    private final Table table;
    private final String prefix;

    private RouteSection(Table table, String prefix) {
        this.table = table;
        this.prefix = prefix;
    }

    /**
     * The route, or null where it lacks what makes one; the complaints say why.
     *
     * @param prefix where the release's files answer: {@code [deploy] prefix}
     */
    static @Nullable Route read(Table table, String prefix) {
        table.allowOnly(Keys.ROUTE);
        return new RouteSection(table, prefix).route();
    }

    private @Nullable Route route() {
        String name = required("name", "a name of lower-case letters, digits, - and _");
        if (name != null && Values.routeName(name) == null) {
            table.refuse("name", Values.describe(name), "a name of lower-case letters, digits, - and _");
            name = null;
        }
        String patternForm = "a path that starts with / and may end in one *, without %, ?, # or dot segments";
        PathPattern match = null;
        if (required("match", patternForm) != null) {
            match = table.read("match", patternForm, Values::pattern);
        }
        CachePolicy policy = policy();
        Fields headers = headers();
        Map<Integer, String> errors = errors();
        Serve serve = new ServeReader(table, prefix).read(match);
        if (name == null || match == null || serve == null) {
            return null;
        }
        return new Route(name, match, serve, policy, headers, errors);
    }

    private @Nullable String required(String key, String expected) {
        if (!table.has(key)) {
            table.missing(key, expected);
        }
        return table.text(key, expected);
    }

    private CachePolicy policy() {
        return new CachePolicy(
                cache(),
                table.members("cookies", "names of cookies", text -> Tokens.isToken(text) ? text : null),
                table.members(
                        "ignore_query", "names of query parameters, * only at the end", RouteSection::parameterName),
                Set.copyOf(table.members(
                        "harmless_cookies", "names of cookies, * only at the end", RouteSection::cookiePattern)),
                Set.copyOf(table.members(
                        "personal_headers",
                        "names of request fields",
                        text -> Tokens.isToken(text) ? text.toLowerCase(Locale.ROOT) : null)),
                table.flag("heuristic_freshness", false),
                table.flag("client_revalidates", false));
    }

    private static @Nullable String cookiePattern(String text) {
        String name = text.endsWith("*") ? text.substring(0, text.length() - 1) : text;
        return Tokens.isToken(name) && name.indexOf('*') < 0 ? text : null;
    }

    private CacheMode cache() {
        CacheMode mode = table.read("cache", "\"never\", \"origin\" or \"rfc9111\"", text -> switch (text) {
            case "never" -> CacheMode.NEVER;
            case "origin" -> CacheMode.ORIGIN;
            case "rfc9111" -> CacheMode.RFC9111;
            default -> null;
        });
        return mode == null ? CacheMode.ORIGIN : mode;
    }

    private static @Nullable String parameterName(String text) {
        int star = text.indexOf('*');
        boolean odd = text.isEmpty()
                || star >= 0 && star != text.length() - 1
                || text.chars().anyMatch(c -> c <= 0x20 || c == '&' || c == '=' || c == '#');
        return odd ? null : text;
    }

    private Fields headers() {
        Table headers = table.table("headers", "headers = { \"X-Frame-Options\" = \"DENY\" }");
        if (headers == null) {
            return Fields.EMPTY;
        }
        Fields.Builder fields = Fields.builder();
        for (String name : headers.keys()) {
            String value = headers.text(name, "the field's value as text");
            if (!Tokens.isToken(name)) {
                headers.refuse(
                        name, "no name of a field", "letters, digits and !#$%&'*+-.^_`|~ (RFC 9110 section 5.1)");
            } else if (OWN_FIELDS.contains(name.toLowerCase(Locale.ROOT))) {
                headers.refuse(
                        name,
                        "a field that the edge writes itself",
                        "a field other than " + String.join(", ", OWN_FIELDS));
            } else if (fields.contains(name)) {
                headers.refuse(name, "the same field twice", "each field once; names ignore case");
            } else if (value != null && !Tokens.isFieldValue(value)) {
                headers.refuse(
                        name,
                        Values.describe(value),
                        "visible ASCII without line breaks, no space at either end (RFC 9110 section 5.5)");
            } else if (value != null) {
                fields.add(name, value);
            }
        }
        return fields.build();
    }

    private Map<Integer, String> errors() {
        Table errors = table.table("errors", "errors = { \"404\" = \"/static/404.html\" }");
        if (errors == null) {
            return Map.of();
        }
        Map<Integer, String> pages = new HashMap<>();
        for (String status : errors.keys()) {
            if (!status.matches("[45][0-9][0-9]")) {
                errors.refuse(status, "no error status", "a status from \"400\" to \"599\"");
                continue;
            }
            String page = errors.read(
                    status, "the path of a file of the release, such as \"/static/404.html\"", Values::urlPath);
            if (page != null) {
                pages.put(Integer.valueOf(status), page);
            }
        }
        return pages;
    }
}
