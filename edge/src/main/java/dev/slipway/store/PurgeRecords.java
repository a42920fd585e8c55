package dev.slipway.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The record of purges on disk: a journal that grows with each, and is let go when every object on disk has suffered what
 * it says. A purge that the disk does not take makes the folder one that is not believed at the next start.
 */
final class PurgeRecords {
    private static final int MOST_WAITING = 10_000;

    private final PurgeJournal journal;
    private final FolderMark mark;
    private final Complaints complaints;
    private final DiskWriter writer;
    private final LongSupplier sequence;
    private final Agenda writing;
    private final Agenda recording;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean settling = new AtomicBoolean(true); // until what an earlier process left is settled
    private volatile boolean overrun;
    private volatile boolean givenUp;

    /**
     * @param sequence the latest purge's
     * @param writing the writer's
     * @param recording of the invalidations that event loops hand over
     */
    PurgeRecords(
            DiskOpening.Opened opened, DiskWriter writer, LongSupplier sequence, Agenda writing, Agenda recording) {
        this.journal = opened.journal();
        this.mark = opened.mark();
        this.complaints = opened.complaints();
        this.writer = writer;
        this.sequence = sequence;
        this.writing = writing;
        this.recording = recording;
    }

    /** See {@link Disk#record}. */
    boolean record(long purge, Mode mode, List<Selector> selectors) {
        boolean recorded = !givenUp && journal.append(purge, mode, selectors);
        boolean dropped = (!recorded || mark.isDoomed()) && mark.drop(complaints);
        if (recorded && (mark.isDropped() || journal.isLong()) && settling.compareAndSet(false, true)) {
            writing.add(this::beginSettling);
        }
        return recorded || dropped;
    }

    /** See {@link Disk#recordLater}. */
    void recordLater(long purge, List<Selector> selectors) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            overrun = true; // the disk hangs; what is told to it next is that all of it is to be forgotten
            waiting.decrementAndGet();
            return;
        }
        recording.add(() -> {
            waiting.decrementAndGet();
            if (overrun) {
                overrun = false;
                var unused = mark.drop(complaints);
            }
            var unused = record(purge, Mode.SOFT, selectors);
        });
    }

    /** A record's effects in memory are complete, and its deletions on the agenda, before it is in the journal. */
    private void beginSettling() {
        long drops = mark.drops();
        try {
            List<Path> old = journal.rotate();
            writing.add(() -> finishSettling(old, drops));
        } catch (IOException e) {
            complaints.about("the journal of purges cannot be begun anew", e);
            settling.set(false);
        }
    }

    /** Brings everything on disk up to date, then lets these journals go. The writer's agenda. */
    void finishSettling(List<Path> old, long drops) {
        try {
            if (writer.settle()) {
                for (Path each : old) {
                    Files.deleteIfExists(each);
                }
                mark.restore(drops, writer.number(), sequence.getAsLong());
            }
        } catch (IOException e) {
            complaints.about("the journal of purges cannot be let go", e);
        } finally {
            settling.set(false);
        }
    }

    /** Gives the folder up, because not everything in it could be looked at: nobody knows what was purged of it. */
    void giveUp() {
        givenUp = true;
        var unused = mark.drop(complaints);
    }
}
