package dev.slipway.telemetry;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The names that occur most often in a stream, in bounded memory: the algorithm Space-Saving (Metwally, Agrawal and El
 * Abbadi, <i>Efficient computation of frequent and top-k elements in data streams</i>, ICDT 2005).
 *
 * <p>{@value #ENTRIES} names are counted. A name that is not among them takes the place of the one counted least, and its
 * count as well: as much as it may have occurred unseen. So after n names a count is too high by n/{@value #ENTRIES} at
 * most, never too low; how much too high it may be is remembered with it; and a name that occurred more often than
 * n/{@value #ENTRIES} times is among them. Who sends endless names makes counts uncertain, and memory no larger.
 *
 * <p>Names are cut after {@value #LONGEST_NAME} characters, and what is not visible ASCII is replaced: clients choose them,
 * and terminals show them. Not for several threads.
 */
final class SpaceSaving {
    static final int ENTRIES = 64;
    static final int LONGEST_NAME = 64;

    private final String[] names = new String[ENTRIES];
    private final long[] counts = new long[ENTRIES];
    private final long[] errors = new long[ENTRIES];
    private int size;

    SpaceSaving() {
        Arrays.fill(names, "");
    }

    /** Counts one occurrence. */
    void count(String occurred) {
        String name = shown(occurred);
        int least = 0;
        for (int i = 0; i < size; i++) {
            if (names[i].equals(name)) {
                counts[i]++;
                return;
            }
            least = counts[i] < counts[least] ? i : least;
        }
        if (size < ENTRIES) {
            names[size] = name;
            counts[size++] = 1;
            return;
        }
        names[least] = name;
        errors[least] = counts[least];
        counts[least]++;
    }

    /** Those that occurred most often for certain, the most often first. */
    List<CacheReport.Named> top(int most) {
        return IntStream.range(0, size)
                .mapToObj(i -> new CacheReport.Named(names[i], counts[i] - errors[i], counts[i]))
                .sorted(Comparator.comparingLong(CacheReport.Named::atLeast)
                        .reversed()
                        .thenComparing(CacheReport.Named::name))
                .limit(most)
                .toList();
    }

    private static String shown(String name) {
        int length = Math.min(name.length(), LONGEST_NAME);
        for (int i = 0; i < length; i++) {
            if (!isVisible(name.charAt(i))) {
                return replaced(name, length);
            }
        }
        return name.substring(0, length);
    }

    private static String replaced(String name, int length) {
        char[] shown = name.substring(0, length).toCharArray();
        for (int i = 0; i < length; i++) {
            shown[i] = isVisible(shown[i]) ? shown[i] : '?';
        }
        return new String(shown);
    }

    private static boolean isVisible(char c) {
        return c > 0x20 && c < 0x7f;
    }
}
