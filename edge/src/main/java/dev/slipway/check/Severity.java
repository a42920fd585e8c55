package dev.slipway.check;

import java.util.Locale;

/** How much a finding matters; the order is from least to most. */
public enum Severity {
    /** Worth knowing. */
    NOTE,
    /** Costs speed, money or robustness. */
    WARNING,
    /** Breaks a client, a cache or a promise. */
    ERROR;

    /** {@code note}, {@code warning} or {@code error}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
