package dev.slipway.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request of the edge to the app. */
final class Call {
    /** What every request to the app carries. */
    private static final List<String> USUAL = List.of(
            "Host",
            "X-Step",
            "X-Forwarded-For",
            "X-Forwarded-Proto",
            "X-Forwarded-Host",
            "X-Forwarded-Port",
            "Forwarded",
            "Via",
            "X-Request-Id");

    final Ask ask;
    final String target;
    final Lines fields;
    final long asked;
    final long askedMillis;

    /** What it may be validating. */
    final List<Kept> validates;

    @Nullable
    Said said;

    long answeredMillis;

    /** Whether no answer came. */
    boolean failed;

    /** When that was, or when the app said that it is in trouble, in the order of events; else 0. */
    long troubled;

    /** Whether nobody knows if its answer may still be kept. */
    boolean doubtful;

    /** Whether its answer has come to an end, or was given up. */
    boolean over;

    Call(Ask ask, String target, Lines fields, long asked, long askedMillis, List<Kept> validates) {
        this.ask = ask;
        this.target = target;
        this.fields = fields;
        this.asked = asked;
        this.askedMillis = askedMillis;
        this.validates = validates;
    }

    /** Whether the app says that it is in trouble (RFC 5861 §4). */
    static boolean isTrouble(int status) {
        return status == 500 || status == 502 || status == 503 || status == 504;
    }

    @Override
    public String toString() {
        Lines shown = fields;
        for (String usual : USUAL) {
            shown = shown.without(usual);
        }
        return "#" + ask.step + " edge to app: " + ask.method + " " + target + " " + shown;
    }
}
