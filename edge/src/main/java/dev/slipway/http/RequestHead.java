package dev.slipway.http;

/**
 * The head of one request (RFC 9110 §6.2), whichever version of HTTP carried it.
 *
 * @param method the method as sent; methods are case-sensitive
 * @param target the request target: path and query in origin form, or {@code *} for OPTIONS
 * @param authority host and port as the client named them, from Host or the absolute form; lower case
 * @param fields the field lines, Host included
 * @param minorVersion 0 for HTTP/1.0, 1 for HTTP/1.1
 */
public record RequestHead(String method, RequestTarget target, String authority, Fields fields, int minorVersion) {
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

    /** The authority without its port. */
    public String host() {
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
    }
}
