package dev.slipway.wire;

/** Where a head ends: behind the first empty line (RFC 9112 §2.1). */
final class HeadEnd {
    private HeadEnd() {}

    /** The length of the head that begins at 0, its empty line included; 0 where the line is not among the first so many bytes. */
    static int find(byte[] bytes, int length) {
        // The last of the four bytes is looked at first: where it is neither CR nor LF, none of the next three ends a
        // head.
        for (int at = 3; at < length; ) {
            byte last = bytes[at];
            if (last == '\n' && bytes[at - 1] == '\r' && bytes[at - 2] == '\n' && bytes[at - 3] == '\r') {
                return at + 1;
            }
            at += last == '\r' || last == '\n' ? 1 : 4;
        }
        return 0;
    }
}
