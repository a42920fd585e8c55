package dev.slipway.control;

import dev.slipway.exchange.Labels;
import dev.slipway.exchange.Live;
import dev.slipway.release.FileEntry;
import dev.slipway.site.Route;
import dev.slipway.store.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What an activation makes stale: objects of routes that are no longer as they were, and pages and style sheets that name
 * a file which changed or went.
 *
 * @param selectors for the store
 * @param words the same for people
 */
record ChangedObjects(List<Selector> selectors, List<String> words) {
    static ChangedObjects between(String site, String environment, Live before, Live after) {
        List<Selector> selectors = new ArrayList<>();
        List<String> words = new ArrayList<>();
        Map<String, Route> now = after.rules().routes().stream().collect(Collectors.toMap(Route::name, route -> route));
        for (Route route : before.rules().routes()) {
            if (!route.equals(now.get(route.name()))) {
                selectors.add(new Selector.Label(Labels.route(site, environment, route.name())));
                words.add("route " + route.name());
            }
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
        return new ChangedObjects(List.copyOf(selectors), List.copyOf(words));
    }
}
