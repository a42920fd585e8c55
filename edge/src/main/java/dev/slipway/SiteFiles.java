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
import java.util.List;
import java.util.Objects;

/**
 * The configuration files that a node was started with.
 *
 * @param sites each with the folder it lies in; the first one's {@code [node]} counts
 */
record SiteFiles(List<SiteFile> sites) {
    record SiteFile(Site site, Path folder) {}

    /** @throws IOException when one cannot be read or has mistakes, all of which the message names */
    static SiteFiles read(List<Path> paths) throws IOException {
        List<SiteFile> sites = new ArrayList<>();
        for (Path path : paths) {
            Path file = path.toAbsolutePath().normalize();
            switch (SiteParser.parse(Files.readString(file), file.getFileName().toString())) {
                case ParsedSite.Valid valid ->
                    sites.add(new SiteFile(valid.site(), Objects.requireNonNull(file.getParent())));
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

    NodeConfig node() {
        return sites.getFirst().site().node();
    }

    /** The folder against which the node's state resolves. */
    Path folder() {
        return sites.getFirst().folder();
    }

    void adoptInto(ControlPlane plane) {
        sites.forEach(file -> plane.adopt(file.site(), file.folder()));
    }
}
