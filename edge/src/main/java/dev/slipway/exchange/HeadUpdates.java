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

    /** @param sequence the store's when the request was sent */
    void received(Asker asker, ResponseHead head, long sequence) {
        if (!asker.request().method().equals("HEAD") || head.status() != 200) {
            return;
        }
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
                case FRESHENS -> freshen(asker, head, object, sequence);
                case INVALIDATES -> store.invalidate(List.of(asker.key()));
            }
            return;
        }
    }

    private void freshen(Asker asker, ResponseHead head, StoredObject object, long sequence) {
        ObjectHead stored = object.head();
        long now = clock.millis();
        StoredResponse fresh = Validation.freshened(
                stored.response(), head, new Validation.Exchanged(asker.request(), asker.policy(), now, now));
        if (!Storability.isForOneOnly(asker.request(), fresh, asker.policy())) {
            store.update(object, keeper.freshened(asker, stored, fresh), sequence);
        } else if (!asker.request().personal() && fresh.isForbidden()) {
            store.invalidate(List.of(asker.key()));
        }
    }
}
