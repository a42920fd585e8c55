package dev.slipway.http;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Requests of one HTTP/2 connection that came more than once in the same octets: a client that asks again sends an equal
 * block as soon as its field lines stand in the dynamic table. While the table stays as it was, equal blocks hold equal lines, so
 * that such a request needs neither decoding nor checking a second time.
 *
 * <p>A block is looked up first, and remembered when it comes a second time; a hash has one place, where the last that came is
 * kept. Not for several threads.
 */
public final class RepeatedRequests {
    private static final int PLACES = 8;

    /** Longer blocks, and longer heads by {@link Http2RequestDecoder#size}, are decoded each time: an index of one octet may
     * stand for a line of thousands. */
    private static final int MOST_BLOCK_BYTES = 512;

    private static final int MOST_HEAD_BYTES = 4096;

    private static final int[] UNSEEN = {};

    private int[] seen = UNSEEN;
    private @Nullable Known @Nullable [] places;
    private int lookedFor;
    private long changes;

    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    private record Known(byte[] block, long changes, Http2Request request) {}

    /** The request that came in an equal block since the table last changed, or null. */
    public @Nullable Http2Request find(HpackDecoder decoder, byte[] block, int length) {
        int hash = hash(block, length);
        lookedFor = hash;
        changes = decoder.changes();
        @Nullable Known[] all = places;
        Known known = all == null ? null : all[place(hash)];
        return known != null
                        && known.changes == changes
                        && Arrays.equals(known.block, 0, known.block.length, block, 0, length)
                ? known.request
                : null;
    }

    /**
     * Takes note of the request that was made of the block that was last looked for. A block that changed the table means something
     * else the next time.
     */
    public void note(HpackDecoder decoder, byte[] block, int length, Http2RequestDecoder lines, Http2Request request) {
        if (changes != decoder.changes() || length > MOST_BLOCK_BYTES || lines.size() > MOST_HEAD_BYTES) {
            return;
        }
        int place = place(lookedFor);
        if (seen.length == 0) {
            seen = new int[PLACES];
        }
        if (seen[place] != lookedFor) {
            seen[place] = lookedFor;
            return;
        }
        @Nullable Known[] all = places;
        if (all == null) {
            all = new Known[PLACES];
            places = all;
        }
        all[place] = new Known(Arrays.copyOf(block, length), changes, request);
    }

    /** Lets go of all: a connection that waits holds no requests. */
    public void forget() {
        places = null;
    }

    private static int hash(byte[] block, int length) {
        int hash = 1;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + block[i];
        }
        return hash;
    }

    private static int place(int hash) {
        return (hash ^ hash >>> 16) & PLACES - 1;
    }
}
