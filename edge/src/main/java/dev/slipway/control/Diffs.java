package dev.slipway.control;

import dev.slipway.api.ReleaseDiff;
import dev.slipway.api.ReleaseDraft;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What changed between two releases: files by path, and the lines of the configuration that travels with them. */
final class Diffs {
    private Diffs() {}

    static ReleaseDiff between(
            ReleaseRow older,
            List<ReleaseDraft.File> olderFiles,
            ReleaseRow newer,
            List<ReleaseDraft.File> newerFiles) {
        Map<String, ReleaseDraft.File> before = new HashMap<>();
        olderFiles.forEach(file -> before.put(file.path(), file));
        List<ReleaseDiff.Change> added = new ArrayList<>();
        List<ReleaseDiff.Change> changed = new ArrayList<>();
        for (ReleaseDraft.File file : newerFiles) {
            ReleaseDraft.File was = before.remove(file.path());
            if (was == null) {
                added.add(new ReleaseDiff.Change(file.path(), 0, file.size()));
            } else if (!was.sha256().equals(file.sha256())) {
                changed.add(new ReleaseDiff.Change(file.path(), was.size(), file.size()));
            }
        }
        List<ReleaseDiff.Change> removed = before.values().stream()
                .sorted(java.util.Comparator.comparing(ReleaseDraft.File::path))
                .map(file -> new ReleaseDiff.Change(file.path(), file.size(), 0))
                .toList();
        return new ReleaseDiff(
                older.name(),
                newer.name(),
                added,
                removed,
                changed,
                lines(older.configuration(), newer.configuration()));
    }

    /** Lines that only one of the two has; order within each is kept. */
    private static List<String> lines(String before, String after) {
        List<String> out = new ArrayList<>();
        List<String> old = new ArrayList<>(before.lines().toList());
        List<String> now = new ArrayList<>(after.lines().toList());
        for (String line : after.lines().toList()) {
            old.remove(line);
        }
        for (String line : before.lines().toList()) {
            now.remove(line);
        }
        old.forEach(line -> out.add("- " + line));
        now.forEach(line -> out.add("+ " + line));
        return out;
    }
}
