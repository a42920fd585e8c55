package dev.slipway.control;

import dev.slipway.exchange.Labels;
import dev.slipway.exchange.Live;
import dev.slipway.release.FileEntry;
import dev.slipway.site.Change;
import dev.slipway.site.DeployConfig;
import dev.slipway.site.EnvironmentConfig;
import dev.slipway.site.Route;
import dev.slipway.store.Selector;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What an activation makes stale: objects of routes that may be served otherwise, and pages and style sheets that name a
 * file which changed or went; and what {@code [deploy] changes} of either release names.
 *
 * @param selectors for the store
 * @param words the same for people
 * @param named whether a release names any of it
 */
record ChangedObjects(List<Selector> selectors, List<String> words, boolean named) {
    static ChangedObjects between(String site, EnvironmentConfig config, Live before, Live after) {
        String environment = config.name();
        List<Selector> selectors = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (Route route : changed(before.rules().routes(), after.rules().routes())) {
            selectors.add(new Selector.Label(Labels.route(site, environment, route.name())));
            words.add("route " + route.name());
        }
        if (before.hasRelease()) {
            before.files().byPath().forEach((path, file) -> {
                FileEntry same = after.files().find(path);
                if (same == null || !same.content().equals(file.content())) {
                    selectors.add(new Selector.Label(Labels.file(site, environment, path)));
                }
            });
        }
        int files = selectors.size() - words.size();
        if (files > 0) {
            words.add(files + (files == 1 ? " changed file" : " changed files"));
        }
        PurgeSelectors named =
                PurgeSelectors.of(site, config, named(before, after), List.of(before.rules(), after.rules()));
        selectors.addAll(named.selectors());
        named.words().stream().filter(word -> !words.contains(word)).forEach(words::add);
        boolean any = !named.words().isEmpty();
        return new ChangedObjects(List.copyOf(selectors), List.copyOf(words), any);
    }

    /** What the deployments of both releases change: of the one that is left, because its command is taken back. */
    private static Set<Change> named(Live before, Live after) {
        Set<Change> changes = new LinkedHashSet<>();
        for (Live live : List.of(after, before)) {
            DeployConfig deploy = live.rules().deploy();
            if (live.hasRelease() && deploy != null) {
                changes.addAll(deploy.changes());
            }
        }
        return changes;
    }

    /**
     * The routes whose requests may be served otherwise now: those that are not as they were, and behind one that came,
     * went or takes other paths, all: the first match wins, and theirs may be its now.
     */
    private static List<Route> changed(List<Route> before, List<Route> after) {
        List<Route> changed = new ArrayList<>();
        boolean shifted = false;
        for (int i = 0; i < before.size(); i++) {
            Route route = before.get(i);
            Route now = i < after.size() ? after.get(i) : null;
            shifted |= now == null
                    || !now.name().equals(route.name())
                    || !now.match().equals(route.match());
            if (shifted || !route.equals(now)) {
                changed.add(route);
            }
        }
        return changed;
    }
}
