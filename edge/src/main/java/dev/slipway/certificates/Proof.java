package dev.slipway.certificates;

/** The ways to prove to an authority that a name leads here. */
public enum Proof {
    /** RFC 8555 §8.3: a file over HTTP on port 80. */
    HTTP_01("HTTP-01"),
    /** RFC 8737: a handshake on port 443. */
    TLS_ALPN_01("TLS-ALPN-01");

    private final String word;

    Proof(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }
}
