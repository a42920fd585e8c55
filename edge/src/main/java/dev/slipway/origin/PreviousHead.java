package dev.slipway.origin;

import dev.slipway.http.Fields;
import java.util.Arrays;

/**
 * The field lines of the head that came before on the same connection. An app says most of them again, octet for octet and in
 * the same order, and comparing a line costs a tenth of reading it: a line that is the same says the same. What differs in
 * one octet is read.
 */
final class PreviousHead {
    /** Longer heads are read each time, which bounds what each connection keeps. */
    private static final int LONGEST_BYTES = 2 << 10;

    private static final int MOST_LINES = 32;

    private byte[] section = new byte[0];
    private int length;
    private final int[] ends = new int[MOST_LINES];
    private Fields fields = Fields.EMPTY;

    /** What it said; nothing where it was too long to be kept. */
    Fields fields() {
        return fields;
    }

    /** Whether those octets are all of its lines, line ends included. */
    boolean isSame(byte[] head, int from, int to) {
        return length > 0 && Arrays.equals(head, from, to, section, 0, length);
    }

    /** Whether those octets are its line of that number, the line end left out. */
    boolean hasLine(int line, byte[] head, int from, int to) {
        if (line >= fields.size()) {
            return false;
        }
        int start = line == 0 ? 0 : ends[line - 1] + "\r\n".length();
        return Arrays.equals(head, from, to, section, start, ends[line]);
    }

    /**
     * Takes the place of what was before.
     *
     * @param from where its first line begins
     * @param to behind the end of its last line
     * @param said what its lines say
     */
    void keep(byte[] head, int from, int to, Fields said) {
        length = 0;
        fields = Fields.EMPTY;
        if (to - from > LONGEST_BYTES || said.size() > MOST_LINES) {
            return;
        }
        length = to - from;
        fields = said;
        if (section.length < length) {
            section = new byte[length];
        }
        System.arraycopy(head, from, section, 0, length);
        int line = 0;
        for (int i = 0; i < length; i++) {
            if (section[i] == '\n') {
                ends[line++] = i - 1;
            }
        }
    }
}
