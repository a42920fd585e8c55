package dev.slipway.model;

import java.util.List;

/**
 * What a route of the walk says about caching.
 *
 * @param mode {@code never}, {@code origin} or {@code rfc9111}
 * @param cookies those that reach app and key; empty for all, and none in the key
 * @param ignored whether parameters that begin with {@code utm_} are left out
 * @param heuristic whether heuristic lifetimes are asked for
 * @param revalidates whether clients may ask for validation
 */
record Policy(String mode, List<String> cookies, boolean ignored, boolean heuristic, boolean revalidates) {
    static final List<Policy> ALL = List.of(
            new Policy("origin", List.of(), false, false, false),
            new Policy("rfc9111", List.of(), false, false, false),
            new Policy("origin", List.of("lang"), true, false, false),
            new Policy("origin", List.of(), true, true, true),
            new Policy("rfc9111", List.of("lang"), false, false, false),
            new Policy("never", List.of(), false, false, false));

    boolean letter() {
        return mode.equals("rfc9111");
    }

    boolean never() {
        return mode.equals("never");
    }

    /** The target as key and app see it. */
    String target(String sent) {
        int question = sent.indexOf('?');
        if (!ignored || question < 0) {
            return sent;
        }
        List<String> kept = List.of(sent.substring(question + 1).split("&", -1)).stream()
                .filter(parameter -> !parameter.startsWith("utm_"))
                .toList();
        return sent.substring(0, question) + (kept.isEmpty() ? "" : "?" + String.join("&", kept));
    }

    @Override
    public String toString() {
        return mode
                + (cookies.isEmpty() ? "" : " cookies" + cookies)
                + (ignored ? " ignore-utm" : "")
                + (heuristic ? " heuristic" : "")
                + (revalidates ? " revalidates" : "");
    }
}
