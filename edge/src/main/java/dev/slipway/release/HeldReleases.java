package dev.slipway.release;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every published release that a site holds, newest first, and the union of their fingerprinted files: what an open
 * tab of yesterday may still ask for. Immutable; a new one replaces it when a release is published or let go.
 */
public final class HeldReleases {
    public static final HeldReleases NONE = new HeldReleases(List.of());

    private final List<ReleaseFiles> newestFirst;
    private final Map<String, FileEntry> fingerprinted;

    public HeldReleases(List<ReleaseFiles> newestFirst) {
        this.newestFirst = List.copyOf(newestFirst);
        Map<String, FileEntry> union = new HashMap<>();
        for (ReleaseFiles release : this.newestFirst) {
            for (FileEntry file : release.byPath().values()) {
                if (file.fingerprinted()) {
                    union.putIfAbsent(file.path(), file);
                }
            }
        }
        this.fingerprinted = Map.copyOf(union);
    }

    public List<ReleaseFiles> newestFirst() {
        return newestFirst;
    }

    /** The file that a path means while that release is live: its own, a fingerprinted one of any, or a folder's index. */
    public @Nullable FileEntry find(ReleaseFiles live, String path) {
        FileEntry file = live.find(path);
        if (file == null) {
            file = findFingerprinted(path);
        }
        return file == null && path.endsWith("/") ? live.find(path + "index.html") : file;
    }

    /** The newest fingerprinted file at that path, whichever release has it. */
    public @Nullable FileEntry findFingerprinted(String path) {
        return fingerprinted.get(path);
    }

    /** A held release by name. */
    public @Nullable ReleaseFiles release(String name) {
        for (ReleaseFiles release : newestFirst) {
            if (release.release().equals(name)) {
                return release;
            }
        }
        return null;
    }
}
