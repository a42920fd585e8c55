package dev.slipway.control;

import static dev.slipway.testing.Property.same;

import dev.slipway.api.ReleaseDraft;
import java.util.Comparator;
import java.util.List;

/** Manifests: read, written and read again they list the same files. */
public final class ManifestFuzz {
    private ManifestFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        List<ReleaseDraft.File> files;
        try {
            files = ManifestText.read(input);
        } catch (IllegalArgumentException declared) {
            return;
        }
        List<ReleaseDraft.File> sorted = files.stream()
                .sorted(Comparator.comparing(ReleaseDraft.File::path))
                .toList();
        same(ManifestText.read(ManifestText.write(files)), sorted, "read again");
    }
}
