package dev.slipway.exchange;

import java.util.Locale;

/** How an exchange was answered, as log and metrics name it. */
enum Outcome {
    /** From a release that is held. */
    RELEASE,
    /** From a folder of this machine. */
    FOLDER,
    /** By the app, nothing stored. */
    BYPASS,
    /** From the cache, fresh. */
    HIT,
    /** From the cache, stale: while it is validated, or because the app fails. */
    STALE,
    /** By another's request, which brought it for both. */
    COLLAPSED,
    /** From the cache, after the app said that it still holds. */
    REVALIDATED,
    /** By the app, and being stored. */
    MISS,
    /** By the app, in WebSocket: a tunnel. */
    TUNNEL,
    /** By a redirect of the configuration. */
    REDIRECT,
    /** The edge itself refused it or could not answer it. */
    REFUSED;

    private final String word = name().toLowerCase(Locale.ROOT);

    String word() {
        return word;
    }
}
