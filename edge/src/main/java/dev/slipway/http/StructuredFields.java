package dev.slipway.http;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads structured fields (RFC 9651 §4.2): the whole field or nothing. Several lines of one field are joined by a comma
 * first.
 *
 * <p>Bare items come as {@link Long}, {@link BigDecimal}, {@link String}, {@link Token}, {@link Boolean}, {@code byte[]},
 * {@link Instant} and {@link DisplayString}.
 */
public final class StructuredFields {
    private static final int MOST_DIGITS = 15;
    private static final int MOST_WHOLE_DIGITS_OF_DECIMAL = 12;

    private final String text;
    private int at;

    private StructuredFields(String text) {
        this.text = text;
    }

    /** The field breaks the grammar; it has to be treated as if it were absent. */
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed(String message) {
            super(message);
        }
    }

    /** A token, such as {@code text/html}. */
    public record Token(String value) {}

    /** A text of any characters (§3.3.8). */
    public record DisplayString(String value) {}

    /** A member of a list or a dictionary. */
    public sealed interface Member {
        /** Its parameters by name, in order. */
        Map<String, Object> parameters();
    }

    /** A bare item with parameters. */
    public record Item(Object value, Map<String, Object> parameters) implements Member {}

    /** Items in brackets, with parameters of their own. */
    public record InnerList(List<Item> items, Map<String, Object> parameters) implements Member {
        public InnerList {
            items = List.copyOf(items);
        }
    }

    /** Reads a list (§4.2.1). */
    public static List<Member> list(String field) throws Malformed {
        StructuredFields reader = new StructuredFields(field);
        reader.spaces();
        List<Member> members = new ArrayList<>();
        while (!reader.isEnd()) {
            members.add(reader.member());
            if (!reader.nextMember()) {
                break;
            }
        }
        return members;
    }

    /** Reads a dictionary (§4.2.2); of a repeated key, the last value counts. */
    public static Map<String, Member> dictionary(String field) throws Malformed {
        StructuredFields reader = new StructuredFields(field);
        reader.spaces();
        Map<String, Member> members = new LinkedHashMap<>();
        while (!reader.isEnd()) {
            String key = reader.key();
            members.remove(key);
            members.put(key, reader.take('=') ? reader.member() : new Item(true, reader.parameters()));
            if (!reader.nextMember()) {
                break;
            }
        }
        return members;
    }

    /** Reads one item (§4.2.3). */
    public static Item item(String field) throws Malformed {
        StructuredFields reader = new StructuredFields(field);
        reader.spaces();
        Item item = reader.readItem();
        reader.spaces();
        if (!reader.isEnd()) {
            throw reader.malformed("the end");
        }
        return item;
    }

    private boolean nextMember() throws Malformed {
        blanks();
        if (isEnd()) {
            return false;
        }
        expect(',');
        blanks();
        if (isEnd()) {
            throw malformed("a member after the comma");
        }
        return true;
    }

    private Member member() throws Malformed {
        return peek() == '(' ? innerList() : readItem();
    }

    private InnerList innerList() throws Malformed {
        expect('(');
        List<Item> items = new ArrayList<>();
        while (true) {
            spaces();
            if (take(')')) {
                return new InnerList(items, parameters());
            }
            items.add(readItem());
            if (peek() != ' ' && peek() != ')') {
                throw malformed("a space or )");
            }
        }
    }

    private Item readItem() throws Malformed {
        Object value = bareItem();
        return new Item(value, parameters());
    }

    private Map<String, Object> parameters() throws Malformed {
        if (peek() != ';') {
            return Map.of();
        }
        Map<String, Object> parameters = new LinkedHashMap<>();
        while (take(';')) {
            spaces();
            String key = key();
            parameters.remove(key);
            parameters.put(key, take('=') ? bareItem() : (Object) true);
        }
        return parameters;
    }

    private String key() throws Malformed {
        int start = at;
        char first = peek();
        if (first != '*' && (first < 'a' || first > 'z')) {
            throw malformed("a key");
        }
        while (isKeyCharacter(peek())) {
            at++;
        }
        return text.substring(start, at);
    }

    private static boolean isKeyCharacter(char c) {
        return c >= 'a' && c <= 'z' || isDigit(c) || c == '_' || c == '-' || c == '.' || c == '*';
    }

    private Object bareItem() throws Malformed {
        char first = peek();
        return switch (first) {
            case '"' -> string();
            case ':' -> bytes();
            case '?' -> flag();
            case '@' -> date();
            case '%' -> displayString();
            default -> {
                if (first == '-' || isDigit(first)) {
                    yield number();
                }
                if (first == '*' || isLetter(first)) {
                    yield token();
                }
                throw malformed("an item");
            }
        };
    }

    private Object number() throws Malformed {
        int start = at;
        take('-');
        int digits = digits();
        if (digits == 0) {
            throw malformed("a digit");
        }
        if (peek() != '.') {
            if (digits > MOST_DIGITS) {
                throw malformed("at most 15 digits");
            }
            return Long.parseLong(text.substring(start, at));
        }
        at++;
        int fraction = digits();
        if (fraction == 0 || fraction > 3 || digits > MOST_WHOLE_DIGITS_OF_DECIMAL) {
            throw malformed("at most 12 digits, and one to three behind the point");
        }
        return new BigDecimal(text.substring(start, at));
    }

    private int digits() {
        int start = at;
        while (isDigit(peek())) {
            at++;
        }
        return at - start;
    }

    private String string() throws Malformed {
        expect('"');
        StringBuilder value = new StringBuilder();
        while (!isEnd()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return value.toString();
            }
            if (c == '\\') {
                c = peek();
                if (c != '"' && c != '\\') {
                    throw malformed("\\\" or \\\\");
                }
                at++;
            } else if (c < 0x20 || c > 0x7e) {
                throw malformed("visible ASCII");
            }
            value.append(c);
        }
        throw malformed("a closing quote");
    }

    private Token token() {
        int start = at;
        while (Tokens.isTokenCharacter(peek()) || peek() == ':' || peek() == '/') {
            at++;
        }
        return new Token(text.substring(start, at));
    }

    private byte[] bytes() throws Malformed {
        expect(':');
        int end = text.indexOf(':', at);
        if (end < 0) {
            throw malformed("a closing colon");
        }
        try {
            byte[] value = Base64.getDecoder().decode(text.substring(at, end));
            at = end + 1;
            return value;
        } catch (IllegalArgumentException e) {
            throw malformed("base64");
        }
    }

    private Boolean flag() throws Malformed {
        expect('?');
        if (take('1')) {
            return true;
        }
        expect('0');
        return false;
    }

    private Instant date() throws Malformed {
        expect('@');
        if (number() instanceof Long seconds) {
            return Instant.ofEpochSecond(seconds);
        }
        throw malformed("whole seconds");
    }

    private DisplayString displayString() throws Malformed {
        expect('%');
        expect('"');
        byte[] value = new byte[text.length() - at];
        int length = 0;
        while (!isEnd()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return new DisplayString(utf8(value, length));
            }
            if (c < 0x20 || c > 0x7e) {
                throw malformed("visible ASCII");
            }
            value[length++] = c == '%' ? escaped() : (byte) c;
        }
        throw malformed("a closing quote");
    }

    private byte escaped() throws Malformed {
        int value = 0;
        for (int i = 0; i < 2; i++) {
            char c = peek();
            if (!isDigit(c) && (c < 'a' || c > 'f')) {
                throw malformed("two lower-case hexadecimal digits");
            }
            value = value << 4 | Character.digit(c, 16);
            at++;
        }
        return (byte) value;
    }

    private String utf8(byte[] bytes, int length) throws Malformed {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed("UTF-8");
        }
    }

    private boolean isEnd() {
        return at >= text.length();
    }

    /** The next character, or NUL at the end: no rule of the grammar takes it. */
    private char peek() {
        return isEnd() ? 0 : text.charAt(at);
    }

    private boolean take(char c) {
        boolean there = !isEnd() && text.charAt(at) == c;
        if (there) {
            at++;
        }
        return there;
    }

    private void expect(char c) throws Malformed {
        if (!take(c)) {
            throw malformed("'" + c + "'");
        }
    }

    private void spaces() {
        while (peek() == ' ') {
            at++;
        }
    }

    private void blanks() {
        while (peek() == ' ' || peek() == '\t') {
            at++;
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private Malformed malformed(String expected) {
        return new Malformed("expected " + expected + " at place " + at + " of: " + text);
    }
}
