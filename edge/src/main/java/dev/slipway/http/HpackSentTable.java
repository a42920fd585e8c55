package dev.slipway.http;

import org.jspecify.annotations.Nullable;

/**
 * The dynamic table of what a connection has sent (RFC 7541 §2.3.2), with a look-up from a line to its index. Lines are known by the
 * count of insertions at their own, which never changes; the index follows from it.
 */
final class HpackSentTable {
    /** The first index of the dynamic table. */
    private static final int FIRST = 62;

    /** As many lines as fit: one has at least 32 octets. */
    private static final int MOST_LINES = HpackDecoder.TABLE_BYTES / 32;

    private static final int WAYS = 2;

    private @Nullable HpackLine @Nullable [] ring;

    /** By the hash of a line, the insertions where it may be, the latest first. A line that lost its place is entered again. */
    private int @Nullable [] places;

    private int inserted;
    private long changes;
    private int count;
    private int bytes;
    private int capacity = HpackDecoder.TABLE_BYTES;

    int capacity() {
        return capacity;
    }

    /** How often it was changed, by a line or by its size: while this stays, every index means what it meant. */
    long changes() {
        return changes;
    }

    /** The index of the line, or 0. */
    int find(HpackLine line) {
        int[] known = places;
        @Nullable HpackLine[] lines = ring;
        if (known == null || lines == null) {
            return 0;
        }
        int place = place(line);
        for (int way = 0; way < WAYS; way++) {
            int age = inserted - known[place + way];
            if (age < count) {
                HpackLine entered = lines[known[place + way] & MOST_LINES - 1];
                if (entered != null && entered.isSame(line)) {
                    return FIRST + age;
                }
            }
        }
        return 0;
    }

    /** Enters a line that fits (§4.4). */
    void add(HpackLine line) {
        evict(capacity - line.size());
        @Nullable HpackLine[] lines = ring;
        if (lines == null) {
            lines = new HpackLine[MOST_LINES];
            ring = lines;
        }
        changes++;
        inserted++;
        count++;
        bytes += line.size();
        lines[inserted & MOST_LINES - 1] = line;
        int[] known = places;
        if (known == null) {
            known = new int[MOST_LINES * WAYS];
            places = known;
        }
        int place = place(line);
        known[place + 1] = known[place];
        known[place] = inserted;
    }

    /** Sets the size that the table may have from here on (§4.3). */
    void resize(int octets) {
        changes++;
        capacity = octets;
        evict(octets);
    }

    private void evict(int allowed) {
        @Nullable HpackLine[] lines = ring;
        while (lines != null && count > 0 && bytes > allowed) {
            int oldest = inserted - (count - 1) & MOST_LINES - 1;
            HpackLine line = lines[oldest];
            bytes -= line == null ? 0 : line.size();
            lines[oldest] = null;
            count--;
        }
    }

    private static int place(HpackLine line) {
        int hash = line.hash();
        return ((hash ^ hash >>> 16) & MOST_LINES - 1) * WAYS;
    }
}
