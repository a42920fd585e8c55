package dev.slipway.origin;

import dev.slipway.site.AppAddress;
import dev.slipway.site.Limits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a pool is made of.
 *
 * @param addresses where the processes of the app listen; at least one
 * @param limits sizes and deadlines
 * @param healthPath the path asked by the health check, or null for none
 * @param host the Host of the health check: the environment's first, so that the app's own host check lets it pass
 * @param scheme {@code http} or {@code https}, sent by the health check as X-Forwarded-Proto, so that the app does not
 *     answer it with a redirect
 */
public record PoolSettings(
        List<AppAddress> addresses, Limits limits, @Nullable String healthPath, String host, String scheme) {
    public PoolSettings {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("a pool needs at least one address");
        }
    }
}
