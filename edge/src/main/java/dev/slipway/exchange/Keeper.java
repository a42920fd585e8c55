package dev.slipway.exchange;

import dev.slipway.cache.StoredResponse;
import dev.slipway.store.ObjectHead;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoredObject;
import io.netty.buffer.ByteBuf;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Puts what the app answered into the store: labelled, and compressed afterwards where that is worth it. */
final class Keeper {
    private final ObjectStore store;
    private final Compression compression;

    Keeper(ObjectStore store, Compression compression) {
        this.store = store;
        this.compression = compression;
    }

    /**
     * Stores it, unless something purged it since.
     *
     * @param body taken over
     * @param sequence the store's when the app was asked
     */
    void keep(Asker asked, StoredResponse response, ByteBuf body, long sequence) {
        Environment environment = asked.exchange().environment();
        Set<String> labels = new HashSet<>(Labels.of(asked, response.fields()));
        for (String path : References.in(response.fields(), body)) {
            labels.add(Labels.file(environment.site(), environment.config().name(), path));
        }
        String coding = Objects.requireNonNullElse(response.fields().get("Content-Encoding"), "");
        ObjectHead head = new ObjectHead(
                asked.key(), response, labels, List.of(new ObjectHead.Form(coding, body.readableBytes())));
        StoredObject object = store.insert(head, body, sequence);
        // A personal answer may hold secrets beside what somebody else put in: compressing would betray them.
        if (object != null && !asked.request().personal()) {
            compression.compress(object);
        }
    }

    /** The head of an object that the app has validated. */
    ObjectHead freshened(Asker asked, ObjectHead before, StoredResponse fresh) {
        Set<String> labels = new HashSet<>(Labels.of(asked, fresh.fields()));
        before.labels().stream().filter(Labels::isFile).forEach(labels::add);
        return new ObjectHead(before.key(), fresh, labels, before.forms());
    }
}
