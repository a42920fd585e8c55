package dev.slipway.exchange;

import dev.slipway.body.Body;
import dev.slipway.http.Fields;
import dev.slipway.http.PreparedHead;
import dev.slipway.http.RequestTarget;
import dev.slipway.http.ResponseHead;
import dev.slipway.site.Route;
import dev.slipway.site.Serve;
import java.nio.charset.StandardCharsets;

/** Redirects of the configuration; the query goes along. */
final class Redirects {
    private static final String KEPT =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/";

    private Redirects() {}

    static void answer(Exchange exchange, Route route, Serve.Redirect redirect, ErrorAnswers errors) {
        if (!exchange.head().isGetOrHead() && (redirect.status() == 301 || redirect.status() == 302)) {
            // Clients turn these into GET and lose the body (RFC 9110 §15.4.2); 307, 308 and 303 say what they mean.
            errors.answer(exchange, 405, "method-not-offered", Fields.of("Allow", "GET, HEAD"));
            return;
        }
        Fields fields = RouteFields.dress(
                        Fields.builder()
                                .add("Location", location(exchange.head().target(), route, redirect))
                                .add("Cache-Control", "no-cache")
                                .add("Cache-Status", "slipway; detail=redirect"),
                        route,
                        exchange.isIndexed())
                .build();
        exchange.answer(
                new PreparedHead(new ResponseHead(redirect.status(), fields), 0),
                Body.NONE,
                Outcome.REDIRECT,
                redirect.to());
    }

    /**
     * Sends a request in the clear to the same URL under https. 308, so that a form stays a form (RFC 9110 §15.4.9).
     *
     * @param port of the listener under TLS
     */
    static void toHttps(Exchange exchange, int port) {
        Fields fields = RouteFields.dress(
                        Fields.builder()
                                .add(
                                        "Location",
                                        "https://" + exchange.head().host() + (port == 443 ? "" : ":" + port)
                                                + exchange.head().target().raw())
                                .add("Cache-Control", "no-store")
                                .add("Cache-Status", "slipway; detail=redirect"),
                        exchange.route(),
                        exchange.isIndexed())
                .build();
        exchange.answer(new PreparedHead(new ResponseHead(308, fields), 0), Body.NONE, Outcome.REDIRECT, "to-https");
    }

    /**
     * What the pattern's star took goes in place of the target's star, percent-encoded anew and without slashes in front:
     * {@code /shop//evil.test} must not become {@code //evil.test}, which names another host.
     */
    static String location(RequestTarget target, Route route, Serve.Redirect redirect) {
        String prefix = route.match().prefix();
        String rest = route.match().isPrefix() ? target.path().substring(prefix.length()) : "";
        int from = 0;
        while (from < rest.length() && (rest.charAt(from) == '/' || rest.charAt(from) == '\\')) {
            from++;
        }
        String to = redirect.to().replace("*", encode(rest.substring(from)));
        if (target.query().isEmpty()) {
            return to;
        }
        int hash = to.indexOf('#');
        String fragment = hash < 0 ? "" : to.substring(hash);
        String withoutFragment = hash < 0 ? to : to.substring(0, hash);
        return withoutFragment + (to.indexOf('?') < 0 ? "?" : "&") + target.query() + fragment;
    }

    private static String encode(String path) {
        StringBuilder out = new StringBuilder(path.length());
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            if (KEPT.indexOf(b & 0xff) >= 0) {
                out.append((char) b);
            } else {
                out.append('%').append(String.format("%02X", b & 0xff));
            }
        }
        return out.toString();
    }
}
