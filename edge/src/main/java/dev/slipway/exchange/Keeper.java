package dev.slipway.exchange;

import dev.slipway.cache.Partial;
import dev.slipway.cache.Reuse;
import dev.slipway.cache.Storability;
import dev.slipway.cache.StoredResponse;
import dev.slipway.cache.Validation;
import dev.slipway.http.EntityTag;
import dev.slipway.http.ResponseHead;
import dev.slipway.store.ObjectHead;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoredObject;
import io.netty.buffer.ByteBuf;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
        if (response.part() != null) {
            keepPart(asked, response, body, sequence);
            return;
        }
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

    /** Puts a part beside what is there already of the same representation. */
    private void keepPart(Asker asked, StoredResponse part, ByteBuf body, long sequence) {
        for (StoredObject object : store.find(asked.key())) {
            StoredResponse older = object.head().response();
            StoredResponse both = older.part() == null || object.standing() != Reuse.Standing.GOOD
                    ? null
                    : Partial.combined(older, part);
            ByteBuf before = both == null ? null : object.body();
            if (both == null || before == null) {
                continue;
            }
            try {
                ByteBuf merged = merged(older, before, part, body);
                if (merged != null) {
                    body.release();
                    keepAs(asked, both, merged, sequence);
                    return;
                }
            } finally {
                before.release();
            }
        }
        keepAs(asked, part, body, sequence);
    }

    /** The bytes of both; where they overlap, those of the newer part. Null when there is no room. */
    private @Nullable ByteBuf merged(StoredResponse older, ByteBuf before, StoredResponse newer, ByteBuf body) {
        StoredResponse.Part one = Objects.requireNonNull(older.part());
        StoredResponse.Part two = Objects.requireNonNull(newer.part());
        long first = Math.min(one.first(), two.first());
        long last = Math.max(one.last(), two.last());
        ByteBuf merged = last - first >= Integer.MAX_VALUE ? null : store.allocate((int) (last - first + 1));
        if (merged != null) {
            merged.setBytes((int) (one.first() - first), before, before.readerIndex(), (int) one.length());
            merged.setBytes((int) (two.first() - first), body, body.readerIndex(), (int) two.length());
            merged.writerIndex((int) (last - first + 1));
        }
        return merged;
    }

    private void keepAs(Asker asked, StoredResponse response, ByteBuf body, long sequence) {
        String coding = Objects.requireNonNullElse(response.fields().get("Content-Encoding"), "");
        List<ObjectHead.Form> forms = List.of(new ObjectHead.Form(coding, body.readableBytes()));
        store.insert(new ObjectHead(asked.key(), response, Labels.of(asked, response.fields()), forms), body, sequence);
    }

    /**
     * Updates what else the request could have selected and a 304 is about: all that share its strong tag (RFC 9111 §4.3.4).
     *
     * @param done what was updated already; good since
     */
    void freshenOthers(Asker asked, ResponseHead notModified, StoredObject done, long requestedMillis, long sequence) {
        for (StoredObject object : store.find(asked.key())) {
            StoredResponse before = object.head().response();
            EntityTag tag = before.tag();
            boolean same = object != done
                    && tag != null
                    && !tag.weak()
                    && tag.toString().equals(notModified.fields().get("ETag"))
                    && before.selection().matches(asked.request().fields());
            if (!same || Reuse.isOnlyForOthers(asked.request(), before, asked.policy())) {
                continue;
            }
            long received = done.head().response().receivedMillis();
            boolean letter = asked.policy().isByTheLetter();
            StoredResponse fresh = Validation.freshened(before, notModified, letter, requestedMillis, received);
            if (Storability.mayBeUpdated(asked.request(), fresh, asked.policy())) {
                store.update(object, freshened(asked, object.head(), fresh), sequence);
            }
        }
    }

    /** The head of an object that the app has validated. */
    ObjectHead freshened(Asker asked, ObjectHead before, StoredResponse fresh) {
        Set<String> labels = new HashSet<>(Labels.of(asked, fresh.fields()));
        before.labels().stream().filter(Labels::isFile).forEach(labels::add);
        return new ObjectHead(before.key(), fresh, labels, before.forms());
    }
}
