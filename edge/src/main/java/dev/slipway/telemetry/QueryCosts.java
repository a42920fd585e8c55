package dev.slipway.telemetry;

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
 * <p><b>Bound.</b> What missed before is remembered in {@value #SLOTS} slots of 8 bytes, each a fingerprint of 32 bits and a
 * hash of the value, where the newer takes the older's place (a direct-mapped table, as of a Bloom filter's kin that
 * forgets); names are counted by {@link SpaceSaving}. The first {@value #MOST_PARAMETERS} parameters of a query are looked
 * at, the others count as one text. Memory does not grow, whatever clients send.
 *
 * <p><b>Error.</b> Too low where more pages take turns than there are slots for, and for the first miss of each page. Too
 * high where two fingerprints are the same, which happens to one look-up in 2<sup>32</sup>; the hashes have a seed, so that
 * nobody can choose URLs for it. Not for several threads.
 */
final class QueryCosts {
    static final int SLOTS = 8192;
    static final int MOST_PARAMETERS = 16;

    private static final long PRESENT = 1;

    private final long seed;
    private final long[] seen = new long[SLOTS];
    private final SpaceSaving names = new SpaceSaving();

    /** @param seed chosen by lot */
    QueryCosts(long seed) {
        this.seed = seed;
    }

    /** Those that cost most hits. */
    List<CacheReport.Named> top(int most) {
        return names.top(most);
    }

    /** Counts a miss of that URL. */
    void missed(String url) {
        int question = url.indexOf('?');
        String path = question < 0 ? url : url.substring(0, question);
        String[] parameters = question < 0 ? new String[0] : split(url.substring(question + 1));
        long base = hash(seed, path);
        boolean explained = false;
        for (int i = 0; i < parameters.length; i++) {
            String name = name(parameters[i]);
            if (isFirst(name, i, parameters)) {
                long without = without(base, name, parameters);
                boolean costs = replace(hash(without, name), value(name, parameters)) || isKnown(without);
                if (costs) {
                    names.count(name);
                    explained = true;
                }
            }
        }
        replace(without(base, "", parameters), PRESENT);
        changed(base, parameters, !explained);
    }

    /** Remembers each parameter's value for the path, and counts those that changed where nothing else explains it. */
    private void changed(long base, String[] parameters, boolean counts) {
        for (int i = 0; i < parameters.length; i++) {
            String name = name(parameters[i]);
            if (isFirst(name, i, parameters)) {
                boolean changed = replace(hash(~base, name), value(name, parameters));
                if (changed && counts) {
                    names.count(name);
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

    private static String[] split(String query) {
        return query.split("&", MOST_PARAMETERS + 1);
    }

    /** Empty for what is no parameter of its own: an empty piece, and what is behind the first so many. */
    private static String name(String parameter) {
        int equals = parameter.indexOf('=');
        String name = equals < 0 ? parameter : parameter.substring(0, equals);
        return name.indexOf('&') < 0 ? name : "";
    }

    private static boolean isFirst(String name, int at, String[] parameters) {
        for (int i = 0; i < at; i++) {
            if (name(parameters[i]).equals(name)) {
                return false;
            }
        }
        return !name.isEmpty() && at < MOST_PARAMETERS;
    }

    /** The URL without the parameters of that name; all of it for the empty name. */
    private static long without(long base, String name, String[] parameters) {
        long hash = base;
        for (String parameter : parameters) {
            if (name.isEmpty() || !name(parameter).equals(name)) {
                hash = hash(hash, parameter);
            }
        }
        return hash;
    }

    private static long value(String name, String[] parameters) {
        long hash = 0;
        for (String parameter : parameters) {
            if (name(parameter).equals(name)) {
                hash = hash(hash, parameter);
            }
        }
        return hash;
    }

    /** FNV-1a over the characters with the finalizer of SplitMix64, which spreads every bit over all. */
    private static long hash(long from, String text) {
        long hash = from ^ 0xcbf2_9ce4_8422_2325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100_0000_01b3L;
        }
        hash = (hash ^ text.length() ^ hash >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        hash = (hash ^ hash >>> 27) * 0x94d0_49bb_1331_11ebL;
        return hash ^ hash >>> 31;
    }
}
