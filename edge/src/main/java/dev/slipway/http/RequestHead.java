package dev.slipway.http;

/**
 * The head of one request (RFC 9110 §6.2), whichever version of HTTP carried it.
 *
 * @param method the method as sent; methods are case-sensitive
 * @param target the request target: path and query in origin form, or {@code *} for OPTIONS
 * @param authority host and port as the client named them, from Host or the absolute form; lower case
 * @param host the authority without its port
 * @param fields the field lines, Host included
 * @param version how it came
 */
public record RequestHead(
        String method, RequestTarget target, String authority, String host, Fields fields, HttpVersion version) {
    public RequestHead(String method, RequestTarget target, String authority, Fields fields, HttpVersion version) {
        this(method, target, authority, host(authority), fields, version);
    }

    private static String host(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
    }

    /** Whether the method is safe (RFC 9110 §9.2.1). */
    public boolean isSafe() {
        return switch (method) {
            case "GET", "HEAD", "OPTIONS", "TRACE" -> true;
            default -> false;
        };
    }

    public boolean isGetOrHead() {
        return method.equals("GET") || method.equals("HEAD");
    }
}
