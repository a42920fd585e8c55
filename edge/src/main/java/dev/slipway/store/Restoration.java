package dev.slipway.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * Finds what an earlier process has left: reads the head of every file, applies the purges of the journal, and lets be
 * found what is left. One run, on the writer's agenda.
 */
final class Restoration {
    /** Makes an object of a file that is all right; takes it over. */
    interface Finder {
        void found(DiskFormat.Content content, long purged);
    }

    private final DiskOpening.Opened opened;
    private final Finder finder;
    private boolean complete = true;
    private volatile long damaged; // one thread counts

    Restoration(DiskOpening.Opened opened, Finder finder) {
        this.opened = opened;
        this.finder = finder;
    }

    /** Looks at every file until told to stop; whether all were seen. */
    boolean run(BooleanSupplier stop) {
        try {
            opened.folder().sweep();
        } catch (IOException e) {
            opened.complaints().about("what was put aside cannot be deleted", e);
        }
        try {
            for (Path shard : opened.folder().shards()) {
                for (Path file : DiskFolder.children(shard)) {
                    if (stop.getAsBoolean()) {
                        return false;
                    }
                    restore(file);
                }
            }
        } catch (IOException e) {
            missed("the cache's folder cannot be read", e);
        }
        return complete;
    }

    /** Files that were not what was written. */
    long damaged() {
        return damaged;
    }

    private void restore(Path file) {
        try {
            DiskFormat.Content content = opened.folder().readBeginning(file);
            if (content == null) {
                damaged++;
                Files.delete(file);
            } else if (opened.past().ended(content)) {
                Files.delete(file);
            } else {
                finder.found(content, opened.past().purged(content));
            }
        } catch (IOException e) {
            missed("an object's file cannot be read or deleted", e);
        }
    }

    private void missed(String what, IOException failure) {
        complete = false; // so that the journal stays: it is all that keeps what was purged from coming back
        opened.complaints().about(what, failure);
    }
}
