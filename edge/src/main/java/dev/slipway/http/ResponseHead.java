package dev.slipway.http;

/**
 * The head of one response (RFC 9110 §6.2).
 *
 * @param status the status code, 100 to 999
 * @param fields the field lines, without the framing of any version (no Connection, no Transfer-Encoding)
 */
public record ResponseHead(int status, Fields fields) {
    /** Whether the status forbids a body (RFC 9110 §6.4.1). */
    public boolean hasNoBody() {
        return status < 200 || status == 204 || status == 304;
    }
}
