package dev.slipway.release;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files of one published release, by path.
 *
 * @param release the release's name: {@code 2026-11-22.3}
 * @param byPath every file
 */
public record ReleaseFiles(String release, Map<String, FileEntry> byPath) {
    public static final ReleaseFiles NONE = new ReleaseFiles("none", Map.of());

    public ReleaseFiles {
        byPath = Map.copyOf(byPath);
    }

    public static ReleaseFiles of(String release, Collection<FileEntry> files) {
        Map<String, FileEntry> byPath = HashMap.newHashMap(files.size());
        for (FileEntry file : files) {
            if (byPath.put(file.path(), file) != null) {
                throw new IllegalArgumentException("two files for the path " + file.path());
            }
        }
        return new ReleaseFiles(release, byPath);
    }

    public @Nullable FileEntry find(String path) {
        return byPath.get(path);
    }
}
