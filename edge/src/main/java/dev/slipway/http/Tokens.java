package dev.slipway.http;

/** The characters of names and values (RFC 9110 §5.5, §5.6.2). */
public final class Tokens {
    private static final String MARKS = "!#$%&'*+-.^_`|~";

    private Tokens() {}

    /** Whether the text is a token: what methods, field names and codings are made of. */
    public static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenCharacter(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    static boolean isTokenCharacter(char c) {
        boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
        return letterOrDigit || c != 0 && MARKS.indexOf(c) >= 0;
    }

    /** Whether the text may be sent as a field's value: visible ASCII, spaces and tabs only between. */
    public static boolean isFieldValue(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\t' && (c < 0x20 || c > 0x7e)) {
                return false;
            }
        }
        return text.equals(text.strip());
    }
}
