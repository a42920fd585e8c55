package dev.slipway.control;

import dev.slipway.control.Refusal.Retry;
import dev.slipway.site.NodeConfig;
import dev.slipway.site.ParsedSite;
import dev.slipway.site.Site;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configurations a site has had on this node. The newest counts: the file, when it was changed since a node last read
 * it, or else what {@code configure} left.
 */
final class Configurations {
    private static final Logger log = LoggerFactory.getLogger(Configurations.class);

    private static final String FROM_FILE = "file";
    private static final String FROM_API = "configure";

    private final Database database;
    private final InstantSource clock;

    Configurations(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** A configuration in force, and the folder its relative paths start from. */
    record Effective(Site site, Path folder) {}

    private record Entry(String toml, String folder, String source) {}

    /** Decides between the file just read and what was configured since it was last read. */
    Effective adopt(Site file, Path folder) {
        List<Entry> newestFirst = database.read(handle -> handle.createQuery(
                        "select toml, folder, source from configuration where site = :site order by id desc")
                .bind("site", file.name())
                .map((row, context) ->
                        new Entry(row.getString("toml"), row.getString("folder"), row.getString("source")))
                .list());
        Optional<Entry> lastRead = newestFirst.stream()
                .filter(entry -> entry.source().equals(FROM_FILE))
                .findFirst();
        boolean unchanged = lastRead.isPresent() && lastRead.get().toml().equals(file.source());
        if (!unchanged) {
            insert(file.name(), file.source(), folder, FROM_FILE, "serve");
            return new Effective(file, folder);
        }
        Entry newest = newestFirst.getFirst();
        if (newest.source().equals(FROM_FILE)) {
            return new Effective(file, folder);
        }
        if (ConfigurationText.site(newest.toml()) instanceof ParsedSite.Valid valid) {
            log.info(
                    "site {}: the configuration that `slipway configure` left is in force; the file has not changed since",
                    file.name());
            Site configured = valid.site();
            Site merged = new Site(
                    configured.name(),
                    configured.rules(),
                    configured.environments(),
                    configured.retain(),
                    file.node(),
                    configured.checks(),
                    configured.source());
            return new Effective(merged, Path.of(newest.folder()));
        }
        log.warn("site {}: the configuration that `slipway configure` left can no longer be read", file.name());
        return new Effective(file, folder);
    }

    /**
     * Checks a configuration that is to replace that of a site.
     *
     * @throws Refusal 422 with every complaint, or 409 where it changes what only a restart can
     */
    static Site check(String siteName, String toml, NodeConfig running) {
        Site site = switch (ConfigurationText.site(toml)) {
            case ParsedSite.Valid valid -> valid.site();
            case ParsedSite.Invalid invalid ->
                throw Refusal.withComplaints(
                        422,
                        "invalid-configuration",
                        "the configuration has " + invalid.complaints().size() + " mistakes",
                        "a slipway.toml that `slipway validate` accepts",
                        "Mend what is named and configure again. Nothing was changed.",
                        invalid.complaints().stream().map(Object::toString).toList());
        };
        if (!site.name().equals(siteName)) {
            throw Refusal.of(
                    422,
                    "other-site",
                    Retry.AFTER_CHANGE,
                    "the configuration is of site " + site.name(),
                    "site = \"" + siteName + '"',
                    "Nothing was changed. Send it to its own site.");
        }
        NodeConfig next = site.node();
        boolean same = next.listen().equals(running.listen())
                && next.control().equals(running.control())
                && next.state().equals(running.state())
                && next.limits().equals(running.limits())
                && next.memoryBytes() == running.memoryBytes()
                && next.log().equals(running.log())
                && next.trustedProxies().equals(running.trustedProxies());
        if (!same) {
            throw Refusal.of(
                    409,
                    "needs-restart",
                    Retry.AFTER_CHANGE,
                    "[node] differs from what the node runs with",
                    "the same [node]: listeners, state, memory, limits and log are read at the start only",
                    "Nothing was changed. Change the file that `slipway serve` reads, and restart the node.");
        }
        return site;
    }

    /** @throws Refusal 422 unless it is the absolute path of a folder on this machine */
    static Path folder(String text) {
        try {
            Path folder = Path.of(text);
            if (folder.isAbsolute() && Files.isDirectory(folder)) {
                return folder.normalize();
            }
        } catch (InvalidPathException e) {
            log.debug("not a path", e);
        }
        throw Refusal.of(
                422,
                "no-such-folder",
                Retry.AFTER_CHANGE,
                "folder is \"" + text + '"',
                "the absolute path of a folder on the node's machine, from which relative paths start",
                "Nothing was changed. Name the folder of slipway.toml as the node sees it.");
    }

    void record(Site site, Path folder, String by) {
        insert(site.name(), site.source(), folder, FROM_API, by);
    }

    private void insert(String site, String toml, Path folder, String source, String by) {
        database.write(handle -> handle.createUpdate("""
                        insert into configuration (site, toml, folder, source, at, by_whom)
                        values (:site, :toml, :folder, :source, :at, :by)
                        """)
                .bind("site", site)
                .bind("toml", toml)
                .bind("folder", folder.toString())
                .bind("source", source)
                .bind("at", clock.instant().toString())
                .bind("by", by)
                .execute());
    }
}
