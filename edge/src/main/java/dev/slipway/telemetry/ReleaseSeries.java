package dev.slipway.telemetry;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One route of one release: the minute under way, and the one before it, whose last events may still come. */
final class ReleaseSeries {
    private final MinuteFigures.Key key;
    private volatile MinuteFigures latest;
    private @Nullable MinuteFigures before; // guarded by this
    private final List<MinuteRecord> over = new ArrayList<>(); // guarded by this
    private volatile boolean closed;

    ReleaseSeries(MinuteFigures.Key key, long minute) {
        this.key = key;
        this.latest = new MinuteFigures(minute);
    }

    /** Whether events of that release go here; nothing goes into one that was closed. */
    boolean takes(String release) {
        return !closed && key.release().equals(release);
    }

    void record(ExchangeEvent event) {
        long minute = (event.startedMillis() + event.totalNanos() / 1_000_000) / 60_000;
        MinuteFigures now = latest;
        (now.minute >= minute ? now : next(minute)).record(event);
    }

    private synchronized MinuteFigures next(long minute) {
        if (latest.minute < minute) {
            if (before != null) {
                over.add(before.seal(key));
            }
            before = latest;
            latest = new MinuteFigures(minute);
        }
        return latest;
    }

    /** Takes out what was over before that minute. One in which nothing happens any more is closed. */
    synchronized List<MinuteRecord> sealBefore(long minute) {
        if (before != null && before.minute < minute) {
            over.add(before.seal(key));
            before = null;
        }
        if (before == null && latest.minute < minute - 1) {
            closed = true;
            over.add(latest.seal(key));
        }
        List<MinuteRecord> taken = List.copyOf(over);
        over.clear();
        return taken;
    }

    boolean isClosed() {
        return closed;
    }

    /** All that is not taken out yet, as it is now. */
    synchronized List<MinuteRecord> underWay() {
        List<MinuteRecord> records = new ArrayList<>(over);
        if (before != null) {
            records.add(before.seal(key));
        }
        if (!closed) {
            records.add(latest.seal(key));
        }
        return records;
    }
}
