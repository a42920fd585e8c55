package dev.slipway.store;

import java.util.HashMap;
import java.util.Map;

/** The purges of earlier processes, as the journal has them: what they mean for an object on disk. Not for several threads. */
final class PastPurges implements JournalText.Reader {
    /** The latest of each mode, or 0. */
    private record Latest(long soft, long hard) {
        static final Latest NONE = new Latest(0, 0);

        Latest and(Latest other) {
            return new Latest(Math.max(soft, other.soft), Math.max(hard, other.hard));
        }
    }

    private final Map<String, Latest> keys = new HashMap<>();
    private final Map<String, Latest> labels = new HashMap<>();
    private final Map<String, Latest> prefixes = new HashMap<>();
    private long sequence;

    @Override
    public void purge(long purge, Mode mode, Selector selector) {
        sequence = Math.max(sequence, purge);
        Latest latest = switch (mode) {
            case SOFT -> new Latest(purge, 0);
            case HARD -> new Latest(0, purge);
        };
        switch (selector) {
            case Selector.Key(String key) -> keys.merge(key, latest, Latest::and);
            case Selector.Prefix(String prefix) -> prefixes.merge(prefix, latest, Latest::and);
            case Selector.Label(String label) -> labels.merge(label, latest, Latest::and);
            case Selector.Everything(String label) -> labels.merge(label, latest, Latest::and);
        }
    }

    /** The latest purge of all, or 0. */
    long sequence() {
        return sequence;
    }

    /** Whether a hard purge meant the object. */
    boolean ended(DiskFormat.Content content) {
        return of(content.head()).hard() > content.sequence();
    }

    /** The latest soft purge that meant it, or 0. */
    long purged(DiskFormat.Content content) {
        long soft = of(content.head()).soft();
        return Math.max(content.purged(), soft > content.sequence() ? soft : 0);
    }

    private Latest of(ObjectHead head) {
        Latest latest = keys.getOrDefault(head.key(), Latest.NONE);
        for (String label : head.labels()) {
            latest = latest.and(labels.getOrDefault(label, Latest.NONE));
        }
        for (Map.Entry<String, Latest> prefix : prefixes.entrySet()) {
            if (head.key().startsWith(prefix.getKey())) {
                latest = latest.and(prefix.getValue());
            }
        }
        return latest;
    }
}
