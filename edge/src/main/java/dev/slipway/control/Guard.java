package dev.slipway.control;

import dev.slipway.control.Refusal.Retry;
import io.javalin.http.Context;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Who may speak to the control API at all. */
final class Guard {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final String BEARER = "Bearer ";

    private final Set<String> hosts;

    /** @param listen where the API listens, whose name or address a Host may have as well */
    Guard(InetSocketAddress listen) {
        // Often one and the same, which Set.of would refuse.
        hosts = Set.copyOf(List.of(
                listen.getHostString().toLowerCase(Locale.ROOT),
                listen.getAddress().getHostAddress()));
    }

    /**
     * Refuses what a web page in somebody's browser could send: a Host that is not this machine's (DNS rebinding), or an
     * Origin that is not the API's own.
     */
    void refuseForeigners(Context ctx) {
        String host = ctx.header("Host");
        if (host == null || !isOurs(withoutPort(host).toLowerCase(Locale.ROOT))) {
            throw Refusal.of(
                    421,
                    "foreign-host",
                    Retry.NEVER,
                    "the request is for host \"" + host + '"',
                    "127.0.0.1, localhost or [::1]",
                    "Use the address that `slipway serve` printed.");
        }
        String origin = ctx.header("Origin");
        if (origin != null && !origin.equals("http://" + host)) {
            throw Refusal.of(
                    403,
                    "foreign-origin",
                    Retry.NEVER,
                    "the request comes from a page of \"" + origin + '"',
                    "no Origin, or the API's own",
                    "The control API is not for pages of other sites.");
        }
    }

    private boolean isOurs(String host) {
        return LOOPBACK.contains(host) || hosts.contains(host);
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    /** @throws Refusal 401 without a token that is known and has not expired */
    static Caller caller(Context ctx, Tokens tokens) {
        String field = ctx.header("Authorization");
        Caller caller =
                field == null || !field.startsWith(BEARER) ? null : tokens.caller(field.substring(BEARER.length()));
        if (caller == null) {
            ctx.header("WWW-Authenticate", "Bearer");
            throw Refusal.of(
                    401,
                    "unknown-token",
                    Retry.AFTER_CHANGE,
                    field == null ? "the request has no token" : "the token is unknown or has expired",
                    "Authorization: Bearer slw_…",
                    "Set SLIPWAY_TOKEN; on the node's own machine its owner needs none.");
        }
        return caller;
    }
}
