package dev.slipway.control;

import dev.slipway.api.ReleaseDraft;
import dev.slipway.blob.Digest;
import dev.slipway.site.ReleaseRules;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A deploy under way.
 *
 * @param sizes the contents it names
 * @param touched when its client was last heard of
 */
record Draft(
        ReleaseRow row, ReleaseRules rules, List<ReleaseDraft.File> files, Map<String, Long> sizes, Instant touched) {
    Draft(ReleaseRow row, ReleaseRules rules, List<ReleaseDraft.File> files, Instant touched) {
        this(row, rules, List.copyOf(files), sizes(files), touched);
    }

    private static Map<String, Long> sizes(List<ReleaseDraft.File> files) {
        Map<String, Long> sizes = HashMap.newHashMap(files.size());
        files.forEach(file -> sizes.put(file.sha256(), file.size()));
        return sizes;
    }

    boolean expects(Digest digest, long size) {
        Long expected = sizes.get(digest.hex());
        return expected != null && expected == size;
    }

    Draft touchedAt(Instant now) {
        return new Draft(row, rules, files, sizes, now);
    }
}
