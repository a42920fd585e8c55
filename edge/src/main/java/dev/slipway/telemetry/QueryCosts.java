package dev.slipway.telemetry;

import java.util.ArrayList;
import java.util.List;

/**
 * Which query parameters make keys of their own for what may be one page. Given every URL that missed and is being stored,
 * without what the key leaves out, it counts a parameter
 *
 * <ul>
 *   <li>when the same URL without the parameter missed before, with another value of it or without it: ignoring it would
 *       have made one key of both;
 *   <li>where no parameter explains the miss alone, when it has another value than at the last miss of that path: several
 *       that change together, such as those of a campaign. One miss counts for each of them.
 * </ul>
 *
 * <p>Whether the pages differ is not known: {@code page} counts as {@code utm_source} does, and a person decides.
 *
 * <p><b>Bound.</b> What missed before is remembered in {@value #SLOTS} slots of 8 bytes, each a fingerprint of 31 bits and a
 * hash of the value, where the newer takes the older's place, as in a processor's direct-mapped cache; names are counted by {@link SpaceSaving}. The first {@value #MOST_PARAMETERS} parameters of a query are looked
 * at, the others count as one text. Memory does not grow, whatever clients send.
 *
 * <p><b>Error.</b> Too low where more pages take turns than there are slots for, and for the first miss of each page. Too
 * high where two fingerprints are the same, which happens to one look-up in 2<sup>31</sup>; the hashes have a seed, so that
 * nobody knows URLs for it. Not for several threads.
 */
final class QueryCosts {
    static final int SLOTS = 8192;
    static final int MOST_PARAMETERS = 16;

    private static final long PRESENT = 1;

    private final long seed;
    private final SpaceSaving names = new SpaceSaving();
    private long[] seen = new long[0];

    /** @param seed chosen by lot */
    QueryCosts(long seed) {
        this.seed = seed;
    }

    /** Those that cost most hits. */
    List<CacheReport.Named> top(int most) {
        return names.top(most);
    }

    /**
     * A URL that missed, read: what depends on its length is done.
     *
     * @param path hash of what stands before the query
     * @param parameters in order
     */
    record Miss(long path, List<Parameter> parameters) {
        /** The URL without the parameters of that name; all of it where the name is none of them. */
        long without(long name) {
            long hash = path;
            for (Parameter parameter : parameters) {
                hash = parameter.nameHash() == name ? hash : mix(hash, parameter.hash());
            }
            return hash;
        }

        /** What the parameters of that name say together. */
        long value(long name) {
            long hash = 0;
            for (Parameter parameter : parameters) {
                hash = parameter.nameHash() == name ? mix(hash, parameter.hash()) : hash;
            }
            return hash;
        }
    }

    /**
     * One parameter.
     *
     * @param name empty for what is none of its own: one that came before, an empty piece, what is behind the first so many
     * @param hash of name and value
     */
    record Parameter(String name, long nameHash, long hash) {}

    /** Reads a URL; any thread may. */
    Miss read(String url) {
        int question = url.indexOf('?');
        long path = hash(seed, question < 0 ? url : url.substring(0, question));
        List<Parameter> parameters = new ArrayList<>();
        if (question >= 0) {
            for (String piece : url.substring(question + 1).split("&", MOST_PARAMETERS + 1)) {
                parameters.add(parameter(piece, parameters));
            }
        }
        return new Miss(path, parameters);
    }

    private Parameter parameter(String piece, List<Parameter> before) {
        int equals = piece.indexOf('=');
        String name = equals < 0 ? piece : piece.substring(0, equals);
        long nameHash = hash(~seed, name);
        boolean own =
                before.size() < MOST_PARAMETERS && before.stream().noneMatch(other -> other.nameHash() == nameHash);
        return new Parameter(own ? name : "", nameHash, hash(seed, piece));
    }

    /** Counts a miss of that URL. */
    void missed(String url) {
        count(read(url));
    }

    /** Counts a miss. */
    void count(Miss miss) {
        if (seen.length == 0) {
            seen = new long[SLOTS];
        }
        boolean explained = false;
        for (Parameter parameter : miss.parameters()) {
            if (!parameter.name().isEmpty()) {
                long without = miss.without(parameter.nameHash());
                boolean other = replace(mix(without, parameter.nameHash()), miss.value(parameter.nameHash()));
                if (other || isKnown(without)) {
                    names.count(parameter.name());
                    explained = true;
                }
            }
        }
        replace(miss.without(0), PRESENT);
        changed(miss, !explained);
    }

    /** Remembers each parameter's value for the path, and counts those that changed where nothing else explains it. */
    private void changed(Miss miss, boolean counts) {
        for (Parameter parameter : miss.parameters()) {
            if (!parameter.name().isEmpty()) {
                boolean changed = replace(mix(~miss.path(), parameter.nameHash()), miss.value(parameter.nameHash()));
                if (changed && counts) {
                    names.count(parameter.name());
                }
            }
        }
    }

    /** Puts a value in the place of what is remembered; whether that was another value of the same. */
    private boolean replace(long fingerprint, long value) {
        int slot = slot(fingerprint);
        long entry = tag(fingerprint) | value & 0xffff_ffffL;
        long before = seen[slot];
        seen[slot] = entry;
        return before != entry && (before & 0xffff_ffff_0000_0000L) == tag(fingerprint);
    }

    private boolean isKnown(long fingerprint) {
        return seen[slot(fingerprint)] == (tag(fingerprint) | PRESENT);
    }

    private static int slot(long fingerprint) {
        return (int) fingerprint & SLOTS - 1;
    }

    /** The upper half, never zero: zero is an empty slot's. */
    private static long tag(long fingerprint) {
        return (fingerprint | 1L << 32) & 0xffff_ffff_0000_0000L;
    }

    /** FNV-1a over the characters. */
    private static long hash(long from, String text) {
        long hash = from ^ 0xcbf2_9ce4_8422_2325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100_0000_01b3L;
        }
        return mix(hash, text.length());
    }

    /** The finalizer of SplitMix64, which spreads every bit over all. */
    private static long mix(long from, long with) {
        long hash = (from ^ with) + 0x9e37_79b9_7f4a_7c15L;
        hash = (hash ^ hash >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        hash = (hash ^ hash >>> 27) * 0x94d0_49bb_1331_11ebL;
        return hash ^ hash >>> 31;
    }
}
