package dev.slipway.store;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The objects by key, and the keys in order. Looking up takes no lock; changing the objects of one key takes that key's bin
 * of the map for a moment.
 */
final class ObjectIndex {
    /** Variants of one key; the oldest goes: Vary must not make one page fill the store. */
    static final int MOST_VARIANTS = 32;

    /**
     * The objects of one key.
     *
     * @param live those that are found, newest first
     * @param pending those that only purges see yet
     */
    private record Variants(List<StoredObject> live, List<StoredObject> pending) {
        static final Variants NONE = new Variants(List.of(), List.of());

        @Nullable
        Variants orNothing() {
            return live.isEmpty() && pending.isEmpty() ? null : this;
        }
    }

    private final ConcurrentHashMap<String, Variants> byKey = new ConcurrentHashMap<>();
    private final ConcurrentSkipListSet<String> keys = new ConcurrentSkipListSet<>();

    /** What is live under the key, newest first; immutable. */
    List<StoredObject> find(String key) {
        Variants variants = byKey.get(key);
        return variants == null ? List.of() : variants.live();
    }

    /** Lets purges see an object that is to be published. */
    void announce(StoredObject object) {
        change(object.head().key(), variants -> new Variants(variants.live(), with(variants.pending(), object)));
    }

    /**
     * Lets an announced object be found, if no purge met it, in place of the variant that answers the same requests.
     *
     * @return those that it displaced, for the caller to remove; null when it is not published, still announced
     */
    @Nullable
    List<StoredObject> publish(StoredObject object) {
        List<StoredObject> displaced = new ArrayList<>(1);
        boolean[] published = {false};
        change(object.head().key(), variants -> {
            displaced.clear();
            if (!object.publish()) {
                return variants;
            }
            published[0] = true;
            return new Variants(replacing(variants.live(), object, displaced), without(variants.pending(), object));
        });
        return published[0] ? displaced : null;
    }

    /**
     * The same for one that an earlier process stored: it gives way to any younger one that answers the same requests.
     *
     * @return as above
     */
    @Nullable
    List<StoredObject> restore(StoredObject object) {
        List<StoredObject> displaced = new ArrayList<>(1);
        boolean[] published = {false};
        change(object.head().key(), variants -> {
            displaced.clear();
            List<StoredObject> same = variants.live().stream()
                    .filter(other -> sameRequests(other, object))
                    .toList();
            boolean younger = same.stream().allMatch(other -> other.number() < object.number());
            boolean room = variants.live().size() < MOST_VARIANTS || !same.isEmpty();
            if (!younger || !room || !object.publish()) {
                return variants;
            }
            published[0] = true;
            displaced.addAll(same);
            List<StoredObject> others = new ArrayList<>(variants.live());
            others.removeAll(same);
            return new Variants(inOrder(others, object), without(variants.pending(), object));
        });
        return published[0] ? displaced : null;
    }

    /** Takes an object out, announced or live; does nothing when it is not in. */
    void withdraw(StoredObject object) {
        change(
                object.head().key(),
                variants -> new Variants(without(variants.live(), object), without(variants.pending(), object)));
    }

    /** Every object of that key, pending ones too. */
    void each(String key, Consumer<StoredObject> action) {
        Variants variants = byKey.get(key);
        if (variants != null) {
            variants.live().forEach(action);
            variants.pending().forEach(action);
        }
    }

    /** Every object whose key begins so, pending ones too. */
    void eachWithPrefix(String prefix, Consumer<StoredObject> action) {
        Iterator<String> from = keys.tailSet(prefix, true).iterator();
        while (from.hasNext()) {
            String key = from.next();
            if (!key.startsWith(prefix)) {
                return;
            }
            each(key, action);
        }
    }

    /** Every object, pending ones too. */
    void each(Consumer<StoredObject> action) {
        byKey.keySet().forEach(key -> each(key, action));
    }

    /** How many keys there are. */
    long size() {
        return byKey.mappingCount();
    }

    void clear() {
        byKey.clear();
        keys.clear();
    }

    private interface Change {
        Variants apply(Variants before);
    }

    private void change(String key, Change change) {
        var unused = byKey.compute(key, (same, before) -> {
            Variants after =
                    change.apply(before == null ? Variants.NONE : before).orNothing();
            if (after == null) {
                keys.remove(key);
            } else if (before == null) {
                keys.add(key);
            }
            return after;
        });
    }

    private static boolean sameRequests(StoredObject one, StoredObject other) {
        return one.head().response().selection().equals(other.head().response().selection());
    }

    private static List<StoredObject> replacing(
            List<StoredObject> live, StoredObject object, List<StoredObject> displaced) {
        List<StoredObject> after = new ArrayList<>(live.size() + 1);
        after.add(object);
        for (StoredObject other : live) {
            if (sameRequests(other, object) || after.size() == MOST_VARIANTS) {
                displaced.add(other);
            } else {
                after.add(other);
            }
        }
        return List.copyOf(after);
    }

    private static List<StoredObject> inOrder(List<StoredObject> live, StoredObject object) {
        List<StoredObject> after = new ArrayList<>(live);
        int at = 0;
        while (at < after.size() && after.get(at).number() > object.number()) {
            at++;
        }
        after.add(at, object);
        return List.copyOf(after);
    }

    private static List<StoredObject> with(List<StoredObject> all, StoredObject one) {
        List<StoredObject> after = new ArrayList<>(all);
        after.add(one);
        return List.copyOf(after);
    }

    @SuppressWarnings("ReferenceEquality")
    private static List<StoredObject> without(List<StoredObject> all, StoredObject one) {
        return all.contains(one) ? all.stream().filter(other -> other != one).toList() : all;
    }
}
