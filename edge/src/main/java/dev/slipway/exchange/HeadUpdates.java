package dev.slipway.exchange;

import dev.slipway.cache.Storability;
import dev.slipway.cache.StoredResponse;
import dev.slipway.cache.Validation;
import dev.slipway.http.ResponseHead;
import dev.slipway.store.ObjectHead;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoredObject;
import java.time.InstantSource;
import java.util.List;

/** What the app's answer to HEAD says about the stored answer to GET (RFC 9111 §4.3.5). */
final class HeadUpdates {
    private final ObjectStore store;
    private final Keeper keeper;
    private final InstantSource clock;

    HeadUpdates(ObjectStore store, Keeper keeper, InstantSource clock) {
        this.keeper = keeper;
        this.store = store;
        this.clock = clock;
    }

    /** The time, to be read when a request is sent. */
    long millis() {
        return clock.millis();
    }

    /**
     * @param requestedMillis when the request was sent
     * @param sequence the store's then
     */
    void received(Asker asker, ResponseHead head, long requestedMillis, long sequence) {
        if (head.status() != 200) {
            return;
        }
        Validation.Exchanged exchanged =
                new Validation.Exchanged(asker.request(), asker.policy(), requestedMillis, clock.millis());
        boolean outdated = false;
        for (StoredObject object : store.find(asker.key())) {
            StoredResponse response = object.head().response();
            if (response.status() == 200
                    && response.part() == null
                    && response.selection().matches(asker.request().fields())) {
                outdated |= !freshens(asker, head, object, exchanged, sequence);
            }
        }
        if (outdated) {
            store.invalidate(List.of(asker.key()));
        }
    }

    /** Whether the stored one still holds as far as others are concerned; then it has been updated, where that is allowed. */
    private boolean freshens(
            Asker asker, ResponseHead head, StoredObject object, Validation.Exchanged exchanged, long sequence) {
        ObjectHead stored = object.head();
        long length = stored.forms().getFirst().length();
        if (Validation.ofHead(head, stored.response(), length) == Validation.HeadOutcome.INVALIDATES) {
            return false;
        }
        StoredResponse fresh = Validation.freshened(stored.response(), head, exchanged);
        if (Storability.isForOneOnly(asker.request(), fresh, asker.policy())) {
            return asker.request().personal() || !fresh.isForbidden();
        }
        store.update(object, keeper.freshened(asker, stored, fresh), sequence);
        return true;
    }
}
