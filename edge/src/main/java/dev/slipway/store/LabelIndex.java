package dev.slipway.store;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The objects by label, exactly. A label is known for as long as an object has it, so that the index is as large as what is
 * stored, which the population bounds.
 *
 * <p>Callers hold an object's monitor while they change its labels; the index itself locks a label's bin for a moment.
 */
final class LabelIndex {
    /** One object, as most labels have, or a set of them. */
    private sealed interface Holders {
        record One(StoredObject object) implements Holders {}

        record Many(Set<StoredObject> objects) implements Holders {}
    }

    private final ConcurrentHashMap<String, Holders> byLabel = new ConcurrentHashMap<>();

    void add(StoredObject object, Collection<String> labels) {
        for (String label : labels) {
            var unused = byLabel.compute(label, (same, holders) -> plus(holders, object));
        }
    }

    void remove(StoredObject object, Collection<String> labels) {
        for (String label : labels) {
            var unused = byLabel.computeIfPresent(label, (same, holders) -> minus(holders, object));
        }
    }

    /** Every object with that label: all that were added before this call, and perhaps some that are added meanwhile. */
    void each(String label, Consumer<StoredObject> action) {
        switch (byLabel.get(label)) {
            case null -> {}
            case Holders.One(StoredObject object) -> action.accept(object);
            case Holders.Many(Set<StoredObject> objects) -> objects.forEach(action);
        }
    }

    /** How many labels are known. */
    int size() {
        return byLabel.size();
    }

    void clear() {
        byLabel.clear();
    }

    @SuppressWarnings("ReferenceEquality")
    private static Holders plus(@Nullable Holders holders, StoredObject object) {
        return switch (holders) {
            case null -> new Holders.One(object);
            case Holders.One(StoredObject only) when only == object -> holders;
            case Holders.One(StoredObject only) -> {
                Set<StoredObject> objects = ConcurrentHashMap.newKeySet();
                objects.add(only);
                objects.add(object);
                yield new Holders.Many(objects);
            }
            case Holders.Many(Set<StoredObject> objects) -> {
                objects.add(object);
                yield holders;
            }
        };
    }

    @SuppressWarnings("ReferenceEquality")
    private static @Nullable Holders minus(Holders holders, StoredObject object) {
        return switch (holders) {
            case Holders.One(StoredObject only) -> only == object ? null : holders;
            case Holders.Many(Set<StoredObject> objects) -> {
                objects.remove(object);
                yield objects.isEmpty() ? null : holders;
            }
        };
    }
}
