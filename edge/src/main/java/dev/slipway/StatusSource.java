package dev.slipway;

import dev.slipway.api.Activation;
import dev.slipway.api.NodeStatus;
import dev.slipway.api.RouteFigures;
import dev.slipway.control.ControlPlane;
import dev.slipway.site.EnvironmentConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** What a node holds and how it does, put together from its parts when it is asked for. */
final class StatusSource {
    private static final Duration FIGURES_OF = Duration.ofHours(1);

    private final InstantSource clock;
    private final ControlPlane plane;
    private final SiteBuilder builder;
    private final CacheStatusSource cache;
    private final Instant started;
    private final List<String> listening;

    StatusSource(
            ControlPlane plane,
            SiteBuilder builder,
            CacheStatusSource cache,
            InstantSource clock,
            Instant started,
            List<String> listening) {
        this.clock = clock;
        this.plane = plane;
        this.builder = builder;
        this.cache = cache;
        this.started = started;
        this.listening = List.copyOf(listening);
    }

    NodeStatus status() {
        return new NodeStatus(
                version(),
                started,
                listening,
                cache.state(),
                plane.sites().stream().map(this::site).toList());
    }

    private static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private NodeStatus.SiteStatus site(ControlPlane.SiteView site) {
        return new NodeStatus.SiteStatus(
                site.site().name(),
                site.held().get().newestFirst().size(),
                site.site().environments().values().stream()
                        .map(environment -> environment(site, environment))
                        .toList());
    }

    private NodeStatus.EnvironmentStatus environment(ControlPlane.SiteView view, EnvironmentConfig config) {
        String site = view.site().name();
        List<Activation> activations = plane.activations(site, config.name());
        List<NodeStatus.AppStatus> apps = new ArrayList<>();
        builder.pools(site, config.name())
                .forEach((name, pool) -> pool.health()
                        .forEach(health -> apps.add(
                                new NodeStatus.AppStatus(name, health.address(), health.healthy(), health.detail()))));
        return new NodeStatus.EnvironmentStatus(
                config.name(),
                config.hosts(),
                config.protectedByPlan(),
                activations.isEmpty() ? null : activations.getFirst(),
                apps,
                cache.routes(site, config.name(), view.live().get(config.name())),
                plane.standingRun(site, config.name()),
                figures(site, config.name()),
                builder.certificates(config.hosts()));
    }

    private List<RouteFigures> figures(String site, String environment) {
        Instant now = clock.instant();
        return plane.figures(site, environment, now.minus(FIGURES_OF), now).stream()
                .map(RouteFigures::brief)
                .toList();
    }
}
