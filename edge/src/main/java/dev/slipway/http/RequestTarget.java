package dev.slipway.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * A request target in origin form (RFC 9112 §3.2.1), with the one path that routes and files are looked up by.
 *
 * <p>The app receives {@link #raw}. Routes see {@link #path}: percent-decoded as Python's servers decode it, so that
 * {@code /%61ccount} cannot slip past a route for {@code /account/*}, with dot segments removed. Where decoding or
 * normalising changed what the path means (dot segments, an encoded slash, a backslash, an encoded NUL, bad UTF-8),
 * the target is {@link #ambiguous}: no file has such a name and nothing of it may be stored.
 *
 * @param raw as sent: path and query
 * @param path decoded and normalised
 * @param query as sent, without the question mark; empty where there is none
 * @param ambiguous whether different readers may take the path for different things
 */
public record RequestTarget(String raw, String path, String query, boolean ambiguous) {
    /** The target of {@code OPTIONS *}. */
    public static final RequestTarget ASTERISK = new RequestTarget("*", "*", "", false);

    /** Reads a target that starts with a slash; never fails, because whatever is odd is marked ambiguous. */
    public static RequestTarget parse(String raw) {
        int question = raw.indexOf('?');
        String path = question < 0 ? raw : raw.substring(0, question);
        String query = question < 0 ? "" : raw.substring(question + 1);
        if (isPlain(path)) {
            return new RequestTarget(raw, path, query, false);
        }
        return decode(raw, path, query);
    }

    /** Whether decoding and normalising would change nothing: the usual case, found in one pass. */
    private static boolean isPlain(String path) {
        char last = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%' || c == '\\' || c > 0x7e || (c == '.' || c == '/') && last == '/') {
                return false;
            }
            last = c;
        }
        return true;
    }

    private static RequestTarget decode(String raw, String path, String query) {
        boolean ambiguous = false;
        byte[] bytes = new byte[path.length()];
        int length = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%') {
                int high = i + 2 < path.length() ? Character.digit(path.charAt(i + 1), 16) : -1;
                int low = i + 2 < path.length() ? Character.digit(path.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    ambiguous = true;
                } else {
                    c = (char) (high << 4 | low);
                    ambiguous |= c == '/' || c < 0x20 || c == 0x7f || c == '%';
                    i += 2;
                }
            }
            ambiguous |= c == '\\';
            bytes[length++] = (byte) c;
        }
        String decoded;
        try {
            decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            decoded = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
            ambiguous = true;
        }
        String normal = removeDotSegments(decoded);
        return new RequestTarget(raw, normal, query, ambiguous || !normal.equals(decoded) || decoded.contains("//"));
    }

    /** RFC 3986 §5.2.4 for a path that starts with a slash. */
    static String removeDotSegments(String path) {
        if (!path.contains("/.")) {
            return path;
        }
        StringBuilder out = new StringBuilder(path.length());
        for (int at = 0; at < path.length(); ) {
            int next = path.indexOf('/', at + 1);
            int end = next < 0 ? path.length() : next;
            String segment = path.substring(at + 1, end);
            boolean last = next < 0;
            if (segment.equals(".")) {
                if (last) {
                    out.append('/');
                }
            } else if (segment.equals("..")) {
                int slash = out.lastIndexOf("/");
                out.setLength(Math.max(slash, 0));
                if (last) {
                    out.append('/');
                }
            } else {
                out.append('/').append(segment);
            }
            at = end;
        }
        return out.isEmpty() ? "/" : out.toString();
    }
}
