package dev.slipway.control;

import dev.slipway.api.ReleaseDraft;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The manifest of a release as a content: one line a file, sorted by path, so that equal releases have equal manifests.
 *
 * <pre>
 * slipway manifest 1
 * 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 4 - /robots.txt
 * 60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752 5 f /static/app.60303ae22b99.js
 * </pre>
 */
final class ManifestText {
    private static final String HEADER = "slipway manifest 1";
    private static final int PARTS = 4;

    private ManifestText() {}

    static byte[] write(List<ReleaseDraft.File> files) {
        StringBuilder text = new StringBuilder(128 * (files.size() + 1));
        text.append(HEADER).append('\n');
        files.stream()
                .sorted(Comparator.comparing(ReleaseDraft.File::path))
                .forEach(file -> text.append(file.sha256())
                        .append(' ')
                        .append(file.size())
                        .append(file.fingerprinted() ? " f " : " - ")
                        .append(file.path())
                        .append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** @throws IllegalArgumentException when it is not a manifest of this version */
    static List<ReleaseDraft.File> read(byte[] bytes) {
        List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
        if (lines.isEmpty() || !lines.getFirst().equals(HEADER)) {
            throw new IllegalArgumentException("not a manifest of version 1");
        }
        List<ReleaseDraft.File> files = new ArrayList<>(lines.size());
        for (String line : lines.subList(1, lines.size())) {
            String[] parts = line.split(" ", PARTS);
            if (parts.length != PARTS) {
                throw new IllegalArgumentException("not a line of a manifest: " + line);
            }
            files.add(new ReleaseDraft.File(parts[3], parts[0], Long.parseLong(parts[1]), parts[2].equals("f")));
        }
        return files;
    }
}
