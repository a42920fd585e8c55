package dev.slipway.api;

import java.util.List;

/**
 * What changed between two releases.
 *
 * @param from the older
 * @param to the newer
 * @param added files only the newer has
 * @param removed files only the older has
 * @param changed files of both with other content
 * @param routes lines of the routes and deploy part that differ, as {@code - old} and {@code + new}
 */
public record ReleaseDiff(
        String from, String to, List<Change> added, List<Change> removed, List<Change> changed, List<String> routes) {
    public ReleaseDiff {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        changed = List.copyOf(changed);
        routes = List.copyOf(routes);
    }

    /**
     * One file.
     *
     * @param path its URL path
     * @param before its length in bytes in the older, or 0
     * @param after its length in bytes in the newer, or 0
     */
    public record Change(String path, long before, long after) {}
}
