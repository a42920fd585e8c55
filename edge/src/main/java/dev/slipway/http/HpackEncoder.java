package dev.slipway.http;

import org.jspecify.annotations.Nullable;

/**
 * Encodes the heads of the responses of one connection as field blocks (RFC 7541), in the order in which they are sent. A line
 * enters the dynamic table when it comes a second time, and from then on is an octet or two: neither side writes or reads it again.
 * What differs from answer to answer (tags, lengths, times) never pushes out what they have in common.
 *
 * <p>Not for several threads.
 */
public final class HpackEncoder {
    private static final int SEEN = 256;
    private static final int HEADS = 8;

    /** A line that takes more than this part of the table would push out too many others. */
    private static final int PART = 4;

    private final HpackSentTable table = new HpackSentTable();
    private HpackOctets out = new HpackOctets(0);

    /** By the hash of a line, the hash of the last that came: 0 is none. */
    private int @Nullable [] seen;

    private Sent @Nullable [] heads;
    private int smallest = HpackDecoder.TABLE_BYTES;
    private boolean resized;
    private boolean settled;

    /** A block that is right as long as the table stays as it is. */
    private static final class Sent {
        private @Nullable PreparedHead head;
        private @Nullable PreparedLine more;
        private @Nullable PreparedLine date;
        private long changes;
        private byte @Nullable [] block;
    }

    /**
     * Sets the most that the table may take; the next block says so (RFC 7541 §4.2).
     *
     * @param octets SETTINGS_HEADER_TABLE_SIZE of the client
     */
    public void limit(long octets) {
        int allowed = (int) Math.min(octets, HpackDecoder.TABLE_BYTES);
        if (allowed == table.capacity() && !resized) {
            return;
        }
        smallest = resized ? Math.min(smallest, allowed) : allowed;
        resized = true;
        table.resize(allowed);
    }

    /**
     * The block of a response; it has to be sent before the next one is encoded.
     *
     * @param more a line behind those of the head
     * @param date the Date line, where the head has none
     * @return shared, of the length that {@link #length} says
     */
    public byte[] encode(PreparedHead head, @Nullable PreparedLine more, @Nullable PreparedLine date) {
        Sent place = place(head);
        byte[] known = find(place, head, more, date);
        out.clear();
        if (known != null) {
            out.octets(known);
            return out.array();
        }
        long before = table.changes();
        boolean announced = announce();
        settled = true;
        for (HpackLine line : head.http2()) {
            line(line);
        }
        if (more != null) {
            line(more.http2());
        }
        if (date != null) {
            line(date.http2());
        }
        if (settled && !announced && before == table.changes()) {
            note(place, head, more, date);
        }
        return out.array();
    }

    /** How long the block is that was encoded last. */
    public int length() {
        return out.length();
    }

    /** Lets go of what only a busy connection needs. */
    public void rest() {
        heads = null;
        seen = null;
        out = new HpackOctets(0);
    }

    private Sent place(PreparedHead head) {
        Sent[] all = heads;
        if (all == null) {
            all = new Sent[HEADS];
            for (int i = 0; i < HEADS; i++) {
                all[i] = new Sent();
            }
            heads = all;
        }
        int hash = System.identityHashCode(head);
        return all[(hash ^ hash >>> 8) & HEADS - 1];
    }

    @SuppressWarnings("ReferenceEquality") // the same objects as last time, or it is encoded anew
    private byte @Nullable [] find(
            Sent place, PreparedHead head, @Nullable PreparedLine more, @Nullable PreparedLine date) {
        return place.head == head
                        && place.more == more
                        && place.date == date
                        && place.changes == table.changes()
                        && !resized
                ? place.block
                : null;
    }

    /** Keeps a block only of a head that comes again: the others would cost an array each. */
    @SuppressWarnings("ReferenceEquality")
    private void note(Sent place, PreparedHead head, @Nullable PreparedLine more, @Nullable PreparedLine date) {
        place.block = place.head == head ? out.toByteArray() : null;
        place.head = head;
        place.more = more;
        place.date = date;
        place.changes = table.changes();
    }

    /** RFC 7541 §4.2: the smallest size since the last block, and the one from here on. */
    private boolean announce() {
        if (!resized) {
            return false;
        }
        resized = false;
        if (smallest < table.capacity()) {
            out.integer(0x20, 5, smallest);
        }
        out.integer(0x20, 5, table.capacity());
        return true;
    }

    private void line(HpackLine line) {
        if (line.isConstant() || line.size() > table.capacity() / PART) {
            out.octets(line.literal());
            return;
        }
        int index = table.find(line);
        if (index != 0) {
            out.integer(0x80, 7, index);
        } else if (isSeen(line)) {
            out.octets(line.indexing());
            table.add(line);
        } else {
            settled = false;
            out.octets(line.literal());
        }
    }

    /** Whether the line came before, about; from now on it did. */
    private boolean isSeen(HpackLine line) {
        int[] all = seen;
        if (all == null) {
            all = new int[SEEN];
            seen = all;
        }
        int hash = line.hash();
        int place = (hash ^ hash >>> 16) & SEEN - 1;
        boolean before = all[place] == hash;
        all[place] = hash;
        return before;
    }
}
