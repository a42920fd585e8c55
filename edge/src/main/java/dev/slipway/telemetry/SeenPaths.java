package dev.slipway.telemetry;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Some of the paths of one route that clients asked for with success: what a check asks for that is to see every route. The
 * first so many that come; after them a request costs one comparison. Where the first thousands of requests brought fewer,
 * only one in some is looked at. Without query, which may hold what is nobody's business.
 */
final class SeenPaths {
    private static final int MOST = 30;
    private static final int LONGEST = 500;

    private static final int ALL_OF = 4_096;
    private static final int THEN_ONE_IN = 64; // a power of two

    private int looked; // by several threads; what two of them overwrite only makes it a little less

    private final Set<String> paths = ConcurrentHashMap.newKeySet();
    private volatile boolean full;

    void record(ExchangeEvent event) {
        if (full
                || event.status() != 200
                || !event.method().equals("GET")
                || event.path().length() > LONGEST) {
            return;
        }
        int number = looked++;
        if (number > ALL_OF && (number & THEN_ONE_IN - 1) != 0) {
            return;
        }
        paths.add(event.path());
        full = paths.size() >= MOST;
    }

    List<String> all() {
        return List.copyOf(paths);
    }
}
