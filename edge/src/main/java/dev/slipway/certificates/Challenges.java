package dev.slipway.certificates;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What is being proved to an authority at this moment; asked by whoever answers clients, from any thread. */
public final class Challenges {
    /** Where an authority asks for a token (RFC 8555 §8.3). */
    public static final String PATH = "/.well-known/acme-challenge/";

    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final Map<String, Credentials> hosts = new ConcurrentHashMap<>();

    /** The answer to a request for that path, or null where it is none of ours. */
    public @Nullable String answer(String path) {
        return tokens.isEmpty() || !path.startsWith(PATH) ? null : tokens.get(path.substring(PATH.length()));
    }

    /** What a client gets that offers {@code acme-tls/1} for that name (RFC 8737 §3), or null. */
    public @Nullable Credentials credentials(String host) {
        return hosts.get(host);
    }

    void put(String token, String authorization) {
        tokens.put(token, authorization);
    }

    void put(String host, Credentials credentials) {
        hosts.put(host, credentials);
    }

    void remove(String tokenOrHost) {
        tokens.remove(tokenOrHost);
        hosts.remove(tokenOrHost);
    }
}
