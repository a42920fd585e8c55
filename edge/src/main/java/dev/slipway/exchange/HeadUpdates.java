package dev.slipway.exchange;

import dev.slipway.cache.Personal;
import dev.slipway.cache.Reuse;
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
    void received(Asker asker, ResponseHead given, long requestedMillis, long sequence) {
        if (given.status() != 200) {
            return;
        }
        ResponseHead head = new ResponseHead(200, Personal.withoutForeignSetCookies(given.fields(), asker.policy()));
        // First what it describes, then what it contradicts: an invalidation is of all that the key has.
        boolean outdated = false;
        for (StoredObject object : store.find(asker.key())) {
            StoredResponse response = object.head().response();
            if (response.selection().matches(asker.request().fields())
                    && !Reuse.isOnlyForOthers(asker.request(), response, asker.policy())) {
                outdated |= !holds(asker, head, object, requestedMillis, sequence);
            }
        }
        if (outdated) {
            store.invalidate(List.of(asker.key()));
        }
    }

    /** Whether the stored one still holds as far as others are concerned; then it is updated, where that is allowed. */
    private boolean holds(Asker asker, ResponseHead head, StoredObject object, long requestedMillis, long sequence) {
        ObjectHead stored = object.head();
        StoredResponse response = stored.response();
        StoredResponse.Part part = response.part();
        long length = part == null ? stored.forms().getFirst().length() : part.complete();
        if (Validation.ofHead(head, response, length) == Validation.HeadOutcome.INVALIDATES) {
            return false;
        }
        boolean letter = asker.policy().isByTheLetter();
        StoredResponse fresh = Validation.freshened(response, head, letter, requestedMillis, clock.millis());
        if (!Storability.mayBeUpdated(asker.request(), fresh, asker.policy())) {
            // What lies in the request says nothing of what is stored; what lies in the answer does.
            return asker.request().personal() || asker.request().directives().noStore();
        }
        store.update(object, keeper.freshened(asker, stored, fresh), sequence);
        return true;
    }
}
