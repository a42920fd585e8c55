package dev.slipway.control;

import dev.slipway.exchange.Live;
import dev.slipway.release.HeldReleases;
import dev.slipway.release.ReleaseFiles;
import dev.slipway.site.ReleaseRules;
import dev.slipway.site.Site;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One site in memory. Every change of it holds {@link #lock}, and so does reading what is published; configuration,
 * environments and the references inside are read without.
 */
final class SiteState {
    /** A published release, ready to become live. */
    record Published(ReleaseRow row, ReleaseRules rules, ReleaseFiles files) {}

    final ReentrantLock lock = new ReentrantLock();
    private final String name;
    private final AtomicReference<HeldReleases> held = new AtomicReference<>(HeldReleases.NONE);
    private volatile Map<String, EnvironmentState> environments = Map.of();
    private final SequencedMap<String, Published> published = new LinkedHashMap<>();
    private volatile Site site;
    private volatile Path folder;

    SiteState(Site site, Path folder) {
        this.name = site.name();
        this.site = site;
        this.folder = folder;
        configure(site, folder);
    }

    String name() {
        return name;
    }

    Site site() {
        return site;
    }

    Path folder() {
        return folder;
    }

    AtomicReference<HeldReleases> held() {
        return held;
    }

    /** Takes a new configuration: environments that are new begin without a release. */
    void configure(Site next, Path nextFolder) {
        site = next;
        folder = nextFolder;
        next.environments().keySet().forEach(this::environment);
        for (EnvironmentState environment : environments.values()) {
            Live live = environment.live().get();
            if (!live.hasRelease()) {
                environment.live().set(new Live(0, next.rules(), ReleaseFiles.NONE));
            }
        }
    }

    /** The environment of that name, made where it is new: a log may exist of one that the configuration lost. */
    EnvironmentState environment(String environment) {
        EnvironmentState known = environments.get(environment);
        if (known != null) {
            return known;
        }
        EnvironmentState made = new EnvironmentState(
                environment,
                new ActivationHistory(),
                new AtomicReference<>(new Live(0, site.rules(), ReleaseFiles.NONE)));
        Map<String, EnvironmentState> next = new LinkedHashMap<>(environments);
        next.put(environment, made);
        environments = Collections.unmodifiableMap(next);
        return made;
    }

    boolean hasEnvironment(String environment) {
        return environments.containsKey(environment);
    }

    Collection<EnvironmentState> environments() {
        return environments.values();
    }

    @Nullable
    Published published(String release) {
        return published.get(release);
    }

    /** Every published release that is held, oldest first. */
    Collection<Published> published() {
        return published.values();
    }

    /** The newest held release's files, or none. */
    ReleaseFiles newest() {
        return published.isEmpty()
                ? ReleaseFiles.NONE
                : published.sequencedValues().getLast().files();
    }

    void publish(Published release) {
        published.put(release.row().name(), release);
    }

    void letGo(String release) {
        published.remove(release);
    }

    /** Makes what is published visible to requests, in one step. */
    void show() {
        List<ReleaseFiles> files = new ArrayList<>();
        published.values().forEach(release -> files.add(release.files()));
        held.set(new HeldReleases(files.reversed()));
    }

    /** The environments in which that release is live. */
    List<String> liveIn(String release) {
        return environments.values().stream()
                .filter(environment ->
                        environment.live().get().files().release().equals(release))
                .map(EnvironmentState::name)
                .toList();
    }
}
