package dev.slipway.control;

import dev.slipway.api.PurgeReceipt;
import dev.slipway.store.ObjectStore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The cache as the control plane sees it.
 *
 * @param store what is stored
 * @param whyNotStored why the last response under a key was not stored, or null where nobody remembers
 */
public record CacheSide(ObjectStore store, Function<String, @Nullable String> whyNotStored) {
    /** Asks for a URL through the node's own traffic listener. */
    @FunctionalInterface
    public interface Refetch {
        PurgeReceipt.Sample fetch(String url);
    }
}
