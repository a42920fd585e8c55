package dev.slipway.check;

import dev.slipway.http.Fields;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * One request of a check, sent exactly as it stands here; only {@code Host}, {@code User-Agent}, {@code Content-Length}
 * and {@code Connection} are added.
 *
 * @param method as sent
 * @param origin scheme, host and port: {@code http://shop.localhost:8080}
 * @param target path and query as sent, not normalised: {@code /account/%2e%2e;x.css}
 * @param fields as sent
 * @param body as sent; empty for none
 */
public record CheckRequest(String method, String origin, String target, Fields fields, String body) {
    public static CheckRequest get(String url) {
        return of("GET", url);
    }

    public static CheckRequest of(String method, String url) {
        int slashes = url.indexOf("://");
        int path = slashes < 0 ? -1 : pathAt(url, slashes + 3);
        if (path < 0) {
            throw new IllegalArgumentException("no URL: " + url);
        }
        String target = path == url.length() ? "/" : url.substring(path);
        int fragment = target.indexOf('#');
        target = fragment < 0 ? target : target.substring(0, fragment);
        return new CheckRequest(
                method, url.substring(0, path), target.startsWith("/") ? target : "/" + target, Fields.EMPTY, "");
    }

    private static int pathAt(String url, int from) {
        for (int i = from; i < url.length(); i++) {
            if (url.charAt(i) == '/' || url.charAt(i) == '?' || url.charAt(i) == '#') {
                return i;
            }
        }
        return url.length();
    }

    public CheckRequest with(String name, String value) {
        return new CheckRequest(
                method, origin, target, fields.toBuilder().set(name, value).build(), body);
    }

    public CheckRequest withAll(Fields more) {
        Fields.Builder all = fields.toBuilder();
        for (int i = 0; i < more.size(); i++) {
            all.add(more.name(i), more.value(i));
        }
        return new CheckRequest(method, origin, target, all.build(), body);
    }

    public CheckRequest withMethod(String other) {
        return new CheckRequest(other, origin, target, fields, body);
    }

    public CheckRequest withTarget(String other) {
        return new CheckRequest(method, origin, other, fields, body);
    }

    public CheckRequest withBody(String mediaType, String content) {
        return new CheckRequest(
                method,
                origin,
                target,
                fields.toBuilder().set("Content-Type", mediaType).build(),
                content);
    }

    /** With one more query parameter, which makes a URL of its own of it. */
    public CheckRequest withQuery(String parameter) {
        return withTarget(target + (target.indexOf('?') < 0 ? "?" : "&") + parameter);
    }

    public String url() {
        return origin + target;
    }

    /** The path without query, as sent. */
    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    URI originUri() {
        return URI.create(origin);
    }

    byte[] bodyBytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The command that sends the same: {@code curl -si --path-as-is 'http://…' -H 'Cookie: …'}.
     *
     * @param cookieJar stands in for the value of {@code Cookie} and {@code Authorization}, which nobody should paste into a
     *     report
     */
    public String curl(String cookieJar) {
        StringBuilder line = new StringBuilder("curl -si --path-as-is");
        if (method.equals("HEAD")) {
            line.append(" --head");
        } else if (!method.equals("GET")) {
            line.append(" -X ").append(method);
        }
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.name(i);
            boolean secret = name.equalsIgnoreCase("Cookie") || name.equalsIgnoreCase("Authorization");
            line.append(" -H ").append(quoted(name + ": " + (secret ? cookieJar : fields.value(i))));
        }
        if (!body.isEmpty()) {
            line.append(" --data-raw ").append(quoted(body));
        }
        return line.append(' ').append(quoted(url())).toString();
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
