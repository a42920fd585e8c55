package dev.slipway.store;

/** What a purge does to what it matches. */
public enum Mode {
    /** Stale now: validated with the app before it is used again; kept in case the app fails. */
    SOFT,
    /** Gone. */
    HARD
}
