package dev.slipway.origin;

import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Whose turn it is: round robin over the usable addresses, and over the others where none is left. */
final class Rotation {
    /** No address is left to try. */
    static final int NOBODY = -1;

    private final List<AddressState> addresses;
    private final AtomicInteger turn = new AtomicInteger();

    Rotation(List<AddressState> addresses) {
        this.addresses = List.copyOf(addresses);
    }

    /** The next address that was not tried yet, or {@link #NOBODY}. */
    int next(@Nullable BitSet tried, long now) {
        int start = Math.floorMod(turn.getAndIncrement(), addresses.size());
        int spare = NOBODY;
        for (int i = 0; i < addresses.size(); i++) {
            int candidate = (start + i) % addresses.size();
            if (tried != null && tried.get(candidate)) {
                continue;
            }
            if (addresses.get(candidate).isUsable(now)) {
                return candidate;
            }
            if (spare == NOBODY) {
                spare = candidate;
            }
        }
        // Fail open: when all are said to be bad, the saying may be wrong, and an error is certain otherwise.
        return spare;
    }
}
