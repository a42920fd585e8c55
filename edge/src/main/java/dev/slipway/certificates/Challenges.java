package dev.slipway.certificates;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is being proved to an authority now: the answers that the gate gives to its questions. Empty while nothing is
 * ordered. Any thread may ask; nothing blocks.
 */
public final class Challenges {
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final Map<String, Credentials> certificates = new ConcurrentHashMap<>();

    /** A challenge that is answered until this is closed. */
    interface Placed extends AutoCloseable {
        @Override
        void close();
    }

    /** The body for {@code GET /.well-known/acme-challenge/TOKEN} (RFC 8555 §8.3), or null where nobody asked for it. */
    public @Nullable String http(String token) {
        return tokens.get(token);
    }

    /** The certificate for a handshake with that name and the protocol {@code acme-tls/1} alone (RFC 8737 §3). */
    public @Nullable Credentials alpn(String host) {
        return certificates.get(host.toLowerCase(Locale.ROOT));
    }

    public boolean isEmpty() {
        return tokens.isEmpty() && certificates.isEmpty();
    }

    Placed placeHttp(String token, String body) {
        tokens.put(token, body);
        return () -> tokens.remove(token, body);
    }

    Placed placeAlpn(String host, Credentials certificate) {
        String name = host.toLowerCase(Locale.ROOT);
        certificates.put(name, certificate);
        return () -> certificates.remove(name, certificate);
    }
}
