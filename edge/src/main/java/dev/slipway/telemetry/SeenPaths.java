package dev.slipway.telemetry;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Some of the paths of one route that clients asked for with success: what a check asks for that is to see every route. The
 * first so many that come; after them a request costs one comparison. Without query, which may hold what is nobody's
 * business.
 */
final class SeenPaths {
    private static final int MOST = 30;
    private static final int LONGEST = 500;

    private final Set<String> paths = ConcurrentHashMap.newKeySet();
    private volatile boolean full;

    void record(ExchangeEvent event) {
        if (full
                || event.status() != 200
                || !event.method().equals("GET")
                || event.path().length() > LONGEST) {
            return;
        }
        paths.add(event.path());
        full = paths.size() >= MOST;
    }

    List<String> all() {
        return List.copyOf(paths);
    }
}
