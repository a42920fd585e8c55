package dev.slipway.http;

import java.nio.charset.StandardCharsets;

/**
 * One field line of a table or a block (RFC 7541 §1.3).
 *
 * @param name lower case, or as {@link FieldNames} spells it
 * @param value without anything removed
 * @param size in octets, with the overhead of §4.1
 * @param problem why the line may not stand in a message (RFC 9113 §8.2.1), or the empty text; found out once, however
 *     often the line is sent again by its index
 */
record HpackEntry(String name, String value, int size, String problem) {
    private static final int OVERHEAD = 32;
    private static final String BAD_VALUE = "bad-field-value";

    /** A line of the static table. */
    static HpackEntry known(String name, String value) {
        return new HpackEntry(name, value, name.length() + value.length() + OVERHEAD, "");
    }

    /** A line that came as octets. */
    static HpackEntry of(byte[] name, int nameLength, byte[] value, int valueLength) {
        String problem = problemOfName(name, nameLength);
        String text = nameLength == 0
                ? ""
                : problem.isEmpty()
                        ? FieldNames.name(name, 0, nameLength)
                        : new String(name, 0, nameLength, StandardCharsets.ISO_8859_1);
        return new HpackEntry(
                text,
                text(value, valueLength),
                nameLength + valueLength + OVERHEAD,
                problem.isEmpty() ? problemOfValue(value, valueLength) : problem);
    }

    /** A line with the name of another. */
    static HpackEntry of(HpackEntry named, byte[] value, int valueLength) {
        String problem = named.problem.equals(BAD_VALUE) ? "" : named.problem;
        return new HpackEntry(
                named.name,
                text(value, valueLength),
                named.name.length() + valueLength + OVERHEAD,
                problem.isEmpty() ? problemOfValue(value, valueLength) : problem);
    }

    private static String text(byte[] value, int length) {
        return length == 0 ? "" : new String(value, 0, length, StandardCharsets.ISO_8859_1);
    }

    private static String problemOfName(byte[] name, int length) {
        int from = length > 0 && name[0] == ':' ? 1 : 0;
        if (!Octets.isToken(name, from, length)) {
            return "bad-field-name";
        }
        for (int i = from; i < length; i++) {
            if (name[i] >= 'A' && name[i] <= 'Z') {
                return "upper-case-field-name";
            }
        }
        return "";
    }

    /** RFC 9113 §8.2.1: no control but the tab inside, and no blank at either end. */
    private static String problemOfValue(byte[] value, int length) {
        if (length == 0) {
            return "";
        }
        boolean framed = isBlank(value[0]) || isBlank(value[length - 1]);
        return framed || !Octets.isValue(value, 0, length) ? BAD_VALUE : "";
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }
}
