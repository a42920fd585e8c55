package dev.slipway.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One request of a client, and what the app was asked for its sake. */
final class Ask {
    final long step;
    final String method;
    final String authority;
    final String target;
    final Lines fields;
    final String route;
    final Policy policy;

    /** When it was sent, in the order of all events. */
    final long begin;

    /** Those that the edge sent to the app for it. */
    final List<Call> calls = new ArrayList<>();

    /** Whether it is answered, or its client has left. */
    boolean over;

    Ask(long step, String method, String authority, String target, Lines fields, Route route, long begin) {
        this.step = step;
        this.method = method;
        this.authority = authority;
        this.target = target;
        this.fields = fields;
        this.route = route.name();
        this.policy = route.policy();
        this.begin = begin;
    }

    /** Which rules hold for a path. */
    record Route(String name, Policy policy) {}

    boolean reads() {
        return method.equals("GET") || method.equals("HEAD");
    }

    /** Scheme, host, path and query, and the port where it is not the usual one: what is stored is stored under that. */
    String key() {
        return key(authority, policy.target(target));
    }

    static String key(String authority, String target) {
        int colon = authority.indexOf(':');
        String host = colon < 0 ? authority : authority.substring(0, colon);
        String port = colon < 0 || authority.endsWith(":80") ? "" : " " + authority.substring(colon);
        return "http://" + host + target + port;
    }

    String environment() {
        return authority.startsWith("staging.") ? "staging" : "production";
    }

    /** Its Cache-Control; Pragma stands in for an absent one (RFC 9111 §5.4). */
    Directives directives() {
        String pragma = fields.firstOr("Pragma", "").toLowerCase(Locale.ROOT);
        return fields.has("Cache-Control") || !pragma.contains("no-cache")
                ? Directives.parse(fields.joined("Cache-Control"))
                : Directives.parse("no-cache");
    }

    /** The cookies that the app gets to see, as pairs. */
    List<String> cookies() {
        List<String> seen = new ArrayList<>();
        for (String line : fields.values("Cookie")) {
            for (String pair : line.split("; *", -1)) {
                String name = pair.substring(0, Math.max(0, pair.indexOf('=')));
                if (policy.cookies().isEmpty() || policy.cookies().contains(name)) {
                    seen.add(pair);
                }
            }
        }
        return seen;
    }

    /** Whether it speaks for one user: by the letter Authorization alone does (§3.5), else whatever may. */
    boolean personal() {
        if (fields.has("Authorization")) {
            return true;
        }
        return !policy.letter()
                && (fields.has("X-API-Key") || cookies().stream().anyMatch(pair -> !isHarmless(pair)));
    }

    private boolean isHarmless(String pair) {
        return pair.startsWith("_ga=") || policy.cookies().contains(pair.substring(0, pair.indexOf('=')));
    }

    /** Whether the edge passes it on without looking: its conditions are the app's to judge (§4.3.2). */
    boolean passes() {
        return !reads()
                || policy.never()
                || fields.has("If-Match")
                || fields.has("If-Unmodified-Since")
                || isDisguised();
    }

    /** Whether it asks the app for something else than method and target say. */
    boolean isDisguised() {
        return fields.has("X-HTTP-Method-Override");
    }

    @Override
    public String toString() {
        return "#" + step + " client: " + method + " " + authority + target + " (" + route + ": " + policy + ") "
                + fields.without("Host").without("X-Step");
    }
}
