package dev.slipway.cache;

import dev.slipway.http.AcceptEncoding;
import dev.slipway.http.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which requests a stored response answers, besides having its key (RFC 9111 §4.1): the fields that its Vary names, and
 * their values, normalised, in the request that it answered first. Cookies that the route names count as fields too.
 *
 * @param names in lower case, sorted, each once; a cookie as {@code cookie:NAME}, which no field can be called
 * @param values one for each name; NUL where the request had no such field
 */
public record Selection(List<String> names, List<String> values) {
    /** A response without Vary: answers every request with its key. */
    public static final Selection ALL = new Selection(List.of(), List.of());

    /** What a validation with {@code Vary: *} leaves: nothing that is sent has a NUL. */
    static final Selection NOTHING = new Selection(List.of("*"), List.of("\0*"));

    private static final String ACCEPT_ENCODING = "accept-encoding";
    private static final String ACCEPT_LANGUAGE = "accept-language";
    private static final String COOKIE = "cookie:";

    /** The value of a field that is absent: it matches no empty one. No field can have it. */
    private static final String ABSENT = "\0";

    private static final String[] CODINGS = {"br", "deflate", "gzip", "zstd"};

    /** What a client may accept of these: sixteen texts, made once. */
    private static final String[] ACCEPTED = new String[1 << CODINGS.length];

    static {
        for (int set = 0; set < ACCEPTED.length; set++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < CODINGS.length; i++) {
                text.append((set & 1 << i) == 0 ? "" : CODINGS[i] + ' ');
            }
            ACCEPTED[set] = text.toString();
        }
    }

    public Selection {
        names = List.copyOf(names);
        values = List.copyOf(values);
    }

    /** The selection of a response to that request, or null for {@code Vary: *}, which selects nothing ever again. */
    static @Nullable Selection of(Fields request, Fields response, CachePolicy policy) {
        TreeSet<String> names = new TreeSet<>();
        for (String line : response.all("Vary")) {
            for (String member : line.split(",", -1)) {
                String name = member.strip().toLowerCase(Locale.ROOT);
                if (name.equals("*")) {
                    return null;
                }
                if (!name.isEmpty()) {
                    names.add(name);
                }
            }
        }
        if (response.contains("Content-Encoding")) {
            // Also where the app forgot to say so: nobody gets a coding that he does not accept.
            names.add(ACCEPT_ENCODING);
        }
        policy.cookies().forEach(cookie -> names.add(COOKIE + cookie));
        if (names.isEmpty()) {
            return ALL;
        }
        List<String> values = new ArrayList<>(names.size());
        names.forEach(name -> values.add(normalised(name, request)));
        return new Selection(List.copyOf(names), values);
    }

    /** Whether that request is one of them. */
    public boolean matches(Fields request) {
        for (int i = 0; i < names.size(); i++) {
            if (!normalised(names.get(i), request).equals(values.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static String normalised(String name, Fields request) {
        if (name.startsWith(COOKIE)) {
            String value = Cookies.value(request, name.substring(COOKIE.length()));
            return value == null ? ABSENT : value;
        }
        String joined = request.joined(name);
        if (name.equals(ACCEPT_ENCODING)) {
            return codings(AcceptEncoding.parse(joined));
        }
        if (joined == null) {
            return ABSENT;
        }
        String plain = withoutSpaceAtCommas(joined);
        return name.equals(ACCEPT_LANGUAGE) ? plain.toLowerCase(Locale.ROOT) : plain;
    }

    private static String codings(AcceptEncoding accepted) {
        int set = 0;
        for (int i = 0; i < CODINGS.length; i++) {
            set |= accepted.accepts(CODINGS[i]) ? 1 << i : 0;
        }
        return ACCEPTED[set];
    }

    /** Space around commas, and at both ends, means nothing in a list; anywhere else, and within quotes, it may. */
    private static String withoutSpaceAtCommas(String text) {
        if (text.indexOf(' ') < 0 && text.indexOf('\t') < 0 || text.indexOf('"') >= 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (String member : text.split(",", -1)) {
            plain.append(plain.isEmpty() ? "" : ",").append(member.strip());
        }
        return plain.toString();
    }
}
