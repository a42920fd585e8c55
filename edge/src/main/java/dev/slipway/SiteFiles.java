package dev.slipway;

import dev.slipway.control.ControlPlane;
import dev.slipway.site.NodeConfig;
import dev.slipway.site.ParsedSite;
import dev.slipway.site.Site;
import dev.slipway.site.SiteParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The configuration files that a node was started with.
 *
 * @param sites each with the folder it lies in; the first one's {@code [node]} counts
 */
record SiteFiles(List<SiteFile> sites) {
    record SiteFile(Site site, Path folder) {}

    /**
     * Reads the files.
     *
     * @throws IOException when one cannot be read or has mistakes, all of which the message names, or when two are of
     *     one site
     */
    static SiteFiles read(List<Path> paths) throws IOException {
        List<SiteFile> sites = new ArrayList<>();
        Map<String, Path> bySite = new HashMap<>();
        for (Path path : paths) {
            Path file = path.toAbsolutePath().normalize();
            switch (SiteParser.parse(Files.readString(file), file.getFileName().toString())) {
                case ParsedSite.Valid valid -> {
                    refuseSecond(valid.site().name(), bySite.put(valid.site().name(), path), path);
                    sites.add(new SiteFile(valid.site(), Objects.requireNonNull(file.getParent())));
                }
                case ParsedSite.Invalid invalid ->
                    throw new IOException(path + " has mistakes:\n  "
                            + String.join(
                                    "\n  ",
                                    invalid.complaints().stream()
                                            .map(Object::toString)
                                            .toList()));
            }
        }
        return new SiteFiles(List.copyOf(sites));
    }

    private static void refuseSecond(String site, @Nullable Path first, Path second) throws IOException {
        if (first != null) {
            throw new IOException("both " + first + " and " + second + " name the site \"" + site
                    + "\". Expected: one file for each site. Nothing was changed. Start again with one of the two, or"
                    + " give one of them a name of its own.");
        }
    }

    NodeConfig node() {
        return sites.getFirst().site().node();
    }

    /** The folder against which the node's state resolves. */
    Path folder() {
        return sites.getFirst().folder();
    }

    /** @throws IOException when what the state folder holds of a site cannot be used */
    void adoptInto(ControlPlane plane) throws IOException {
        for (SiteFile file : sites) {
            plane.adopt(file.site(), file.folder());
        }
    }
}
