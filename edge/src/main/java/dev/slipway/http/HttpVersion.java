package dev.slipway.http;

/** The version of HTTP that a request came in. */
public enum HttpVersion {
    HTTP_1_0("1.0"),
    HTTP_1_1("1.1"),
    HTTP_2("2");

    private final String text;

    HttpVersion(String text) {
        this.text = text;
    }

    /** The version as Via names it (RFC 9110 §7.6.3). */
    public String text() {
        return text;
    }
}
