package dev.slipway.exchange;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Which environment answers to which host name: one map, replaced whole when the configuration changes. */
public final class Hosts {
    /** Never changed once it is set: looked up by every request, which an immutable copy would make slower. */
    private final AtomicReference<Map<String, Environment>> byHost = new AtomicReference<>(new HashMap<>());

    /** The environment of that host name (lower case, without port), or null: then the answer is 421. */
    public @Nullable Environment find(String host) {
        return byHost.get().get(host);
    }

    /** Replaces every environment at once. */
    public void replace(Collection<Environment> environments) {
        Map<String, Environment> next = new HashMap<>();
        for (Environment environment : environments) {
            for (String host : environment.config().hosts()) {
                if (next.put(host, environment) != null) {
                    throw new IllegalArgumentException("host " + host + " belongs to two environments");
                }
            }
        }
        byHost.set(next);
    }

    public Collection<Environment> environments() {
        return java.util.Set.copyOf(byHost.get().values());
    }
}
