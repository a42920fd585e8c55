package dev.slipway.http;

import java.util.Locale;

/**
 * One field line as responses send it over HTTP/2, in the form that refers to no dynamic table and so means the same on every
 * connection. Lines that many heads have in common are kept once.
 */
final class HpackLine {
    /** What a line takes of a table beside its octets (RFC 7541 §4.1). */
    private static final int OVERHEAD = 32;

    private static final int STATUS_200 = 8;

    /** Literal with indexing (§6.2.1), without (§6.2.2), and never indexed (§6.2.3) for what is worth guessing. */
    private static final int INDEXED = 0x40;

    private static final int PLAIN = 0x00;
    private static final int SECRET = 0x10;

    private static final int PLACES = 4096;

    /** As in {@link SharedTexts}: a place keeps the last that came, and threads may overwrite each other's. */
    private static final HpackLine[] SHARED = new HpackLine[PLACES];

    private final String name;
    private final String value;
    private final int hash;
    private final boolean constant;
    private final byte[] literal;

    private HpackLine(String name, String value, int hash, boolean constant, byte[] literal) {
        this.name = name;
        this.value = value;
        this.hash = hash;
        this.constant = constant;
        this.literal = literal;
    }

    /** The line of a field. */
    static HpackLine of(String fieldName, String value) {
        String name = fieldName.toLowerCase(Locale.ROOT);
        int hash = 31 * name.hashCode() + value.hashCode();
        int place = (hash ^ hash >>> 16) & PLACES - 1;
        HpackLine present = SHARED[place];
        if (present != null && present.isSame(name, value, hash)) {
            return present;
        }
        boolean secret = name.equals("set-cookie");
        HpackLine line = new HpackLine(name, value, hash, secret, literal(secret ? SECRET : PLAIN, 4, name, value));
        if (value.length() <= SharedTexts.LONGEST) {
            SHARED[place] = line;
        }
        return line;
    }

    /** The line of a status; the usual ones stand in the static table (RFC 7541 Appendix A). */
    static HpackLine status(int status) {
        int index = switch (status) {
            case 200 -> STATUS_200;
            case 204 -> STATUS_200 + 1;
            case 206 -> STATUS_200 + 2;
            case 304 -> STATUS_200 + 3;
            case 400 -> STATUS_200 + 4;
            case 404 -> STATUS_200 + 5;
            case 500 -> STATUS_200 + 6;
            default -> 0;
        };
        String value = Integer.toString(status);
        return index == 0
                ? of(":status", value)
                : new HpackLine(
                        ":status",
                        value,
                        0,
                        true,
                        new HpackOctets(1).integer(0x80, 7, index).toByteArray());
    }

    private static byte[] literal(int form, int prefixBits, String name, String value) {
        HpackOctets octets = new HpackOctets(name.length() + value.length() + 4);
        int index = HpackTable.staticName(name);
        octets.integer(form, prefixBits, index);
        if (index == 0) {
            octets.string(name);
        }
        return octets.string(value).toByteArray();
    }

    /** Whether it is always sent as it is, and never enters a table. */
    boolean isConstant() {
        return constant;
    }

    /** The form that changes no table; shared, not to be written to. */
    byte[] literal() {
        return literal;
    }

    /** The form that enters the line into the table. */
    byte[] indexing() {
        return literal(INDEXED, 6, name, value);
    }

    /** What it takes of a table, in octets. */
    int size() {
        return name.length() + value.length() + OVERHEAD;
    }

    int hash() {
        return hash;
    }

    @SuppressWarnings("ReferenceEquality") // most lines are shared: quicker, and right where they are not
    boolean isSame(HpackLine other) {
        return this == other || isSame(other.name, other.value, other.hash);
    }

    private boolean isSame(String otherName, String otherValue, int otherHash) {
        return hash == otherHash && name.equals(otherName) && value.equals(otherValue);
    }
}
