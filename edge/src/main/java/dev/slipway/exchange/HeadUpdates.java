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
        for (StoredObject object : store.find(asker.key())) {
            ObjectHead stored = object.head();
            StoredResponse response = stored.response();
            if (response.status() != 200
                    || response.part() != null
                    || !response.selection().matches(asker.request().fields())) {
                continue;
            }
            long length = stored.forms().getFirst().length();
            switch (Validation.ofHead(head, response, length)) {
                case FRESHENS -> freshen(asker, head, object, exchanged, sequence);
                case INVALIDATES -> store.invalidate(List.of(asker.key()));
            }
        }
    }

    private void freshen(
            Asker asker, ResponseHead head, StoredObject object, Validation.Exchanged exchanged, long sequence) {
        ObjectHead stored = object.head();
        StoredResponse fresh = Validation.freshened(stored.response(), head, exchanged);
        if (!Storability.isForOneOnly(asker.request(), fresh, asker.policy())) {
            store.update(object, keeper.freshened(asker, stored, fresh), sequence);
        } else if (!asker.request().personal() && fresh.isForbidden()) {
            store.invalidate(List.of(asker.key()));
        }
    }
}
