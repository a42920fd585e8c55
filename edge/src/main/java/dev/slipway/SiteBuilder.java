package dev.slipway;

import dev.slipway.api.NodeStatus;
import dev.slipway.certificates.AcmeRenewal;
import dev.slipway.certificates.AcmeState;
import dev.slipway.certificates.Certificates;
import dev.slipway.control.ControlPlane;
import dev.slipway.exchange.Environment;
import dev.slipway.exchange.Hosts;
import dev.slipway.loop.LoopClock;
import dev.slipway.origin.AppPool;
import dev.slipway.origin.NettyAppPool;
import dev.slipway.origin.PoolSettings;
import dev.slipway.site.AppAddress;
import dev.slipway.site.DeployConfig;
import dev.slipway.site.EnvironmentConfig;
import dev.slipway.site.ListenAddress;
import dev.slipway.site.NodeConfig;
import io.netty.channel.EventLoopGroup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Builds what requests see from the configurations in force: hosts, environments, app pools. A pool whose settings stay
 * the same lives on over a change of configuration, with its connections and what it knows of its processes' health.
 */
final class SiteBuilder implements AutoCloseable {
    private final ControlPlane plane;
    private final Hosts hosts;
    private final EventLoopGroup loops;
    private final NodeConfig node;
    private final Certificates certificates;
    private final LoopClock clock;
    private Map<PoolKey, AppPool> pools = Map.of();
    private List<Certificates.Source> lastSources = List.of();
    private @Nullable AcmeRenewal renewal;

    private record PoolKey(String site, String environment, String name, PoolSettings settings) {}

    SiteBuilder(
            ControlPlane plane,
            Hosts hosts,
            EventLoopGroup loops,
            NodeConfig node,
            Certificates certificates,
            LoopClock clock) {
        this.plane = plane;
        this.hosts = hosts;
        this.loops = loops;
        this.node = node;
        this.certificates = certificates;
        this.clock = clock;
    }

    synchronized void rebuild() {
        Map<PoolKey, AppPool> next = new HashMap<>();
        List<Environment> environments = new ArrayList<>();
        List<Certificates.Source> sources = new ArrayList<>();
        for (ControlPlane.SiteView site : plane.sites()) {
            for (EnvironmentConfig config : site.site().environments().values()) {
                environments.add(new Environment(
                        site.site().name(),
                        config,
                        poolsOf(site, config, next),
                        site.folder(),
                        Objects.requireNonNull(site.live().get(config.name())),
                        site.held(),
                        httpsPort()));
                sources.add(source(site, config));
            }
        }
        certificates.replace(sources);
        order(sources);
        hosts.replace(environments);
        Map<PoolKey, AppPool> before = pools;
        pools = Map.copyOf(next);
        before.forEach((key, pool) -> {
            if (!next.containsKey(key)) {
                pool.close();
            }
        });
    }

    /** Where browsers are sent that asked in the clear; 443 where another server speaks TLS for us. */
    private int httpsPort() {
        return node.listen().stream()
                .filter(ListenAddress::tls)
                .map(listen -> listen.address().getPort())
                .findFirst()
                .orElse(443);
    }

    private static Certificates.Source source(ControlPlane.SiteView site, EnvironmentConfig config) {
        Path certificate = config.tls().certificate();
        Path key = config.tls().key();
        return new Certificates.Source(
                config.hosts(),
                certificate == null ? null : site.folder().resolve(certificate),
                key == null ? null : site.folder().resolve(key));
    }

    /** From here on names without a certificate of the operator's get one from an authority. */
    synchronized void renewWith(AcmeRenewal with) {
        renewal = with;
        order(lastSources);
    }

    /** What clients get who ask for one of these names, and how it stands with the next. */
    synchronized List<NodeStatus.CertificateStatus> certificates(List<String> hosts) {
        Map<String, AcmeState> ordered = renewal == null ? Map.of() : renewal.states();
        return certificates.inUse(hosts).stream()
                .map(used -> certificate(used, ordered.get(used.host())))
                .toList();
    }

    private static NodeStatus.CertificateStatus certificate(Certificates.InUse used, @Nullable AcmeState ordered) {
        String origin = switch (used.origin()) {
            case FILE -> "file";
            case AUTHORITY -> "authority";
            case SELF_SIGNED -> "self-signed";
        };
        String failed = ordered == null ? null : ordered.lastFailure();
        return new NodeStatus.CertificateStatus(
                used.host(),
                origin,
                used.validUntil(),
                ordered == null ? null : ordered.nextTry(),
                used.problem() == null ? failed : used.problem());
    }

    private void order(List<Certificates.Source> sources) {
        lastSources = sources;
        AcmeRenewal ordering = renewal;
        if (ordering != null) {
            ordering.hosts(Certificates.orderable(sources));
        }
    }

    private Map<String, AppPool> poolsOf(
            ControlPlane.SiteView site, EnvironmentConfig config, Map<PoolKey, AppPool> next) {
        Map<String, AppPool> byName = new HashMap<>();
        DeployConfig deploy = site.site().rules().deploy();
        String healthPath = deploy == null ? null : deploy.healthy();
        config.apps().forEach((name, addresses) -> {
            PoolSettings settings = settings(config, absolute(addresses, site.folder()), healthPath);
            PoolKey key = new PoolKey(site.site().name(), config.name(), name, settings);
            AppPool known = pools.get(key);
            AppPool pool = known == null ? NettyAppPool.open(settings, loops, clock) : known;
            next.put(key, pool);
            byName.put(name, pool);
        });
        return byName;
    }

    private PoolSettings settings(EnvironmentConfig config, List<AppAddress> addresses, @Nullable String healthPath) {
        String host = config.hosts().isEmpty() ? "localhost" : config.hosts().getFirst();
        return new PoolSettings(addresses, node.limits(), healthPath, host, "http");
    }

    private static List<AppAddress> absolute(Collection<AppAddress> addresses, Path folder) {
        return addresses.stream().map(address -> absolute(address, folder)).toList();
    }

    private static AppAddress absolute(AppAddress address, Path folder) {
        return switch (address) {
            case AppAddress.Tcp tcp -> tcp;
            case AppAddress.Unix unix -> new AppAddress.Unix(folder.resolve(unix.path()));
        };
    }

    /** The environments that have no healthy process of an app, each with what is known of it. */
    synchronized Map<String, String> notReady() {
        Map<String, String> waiting = new TreeMap<>();
        pools.forEach((key, pool) -> {
            if (pool.health().stream().noneMatch(AppPool.AddressHealth::healthy)) {
                waiting.put(
                        key.site() + "/" + key.environment() + "/" + key.name(),
                        pool.health().stream()
                                .map(health -> health.address() + ": " + health.detail())
                                .toList()
                                .toString());
            }
        });
        return waiting;
    }

    /** The pools of one environment, by name. */
    synchronized Map<String, AppPool> pools(String site, String environment) {
        Map<String, AppPool> found = new TreeMap<>();
        pools.forEach((key, pool) -> {
            if (key.site().equals(site) && key.environment().equals(environment)) {
                found.put(key.name(), pool);
            }
        });
        return found;
    }

    @Override
    public synchronized void close() {
        if (renewal != null) {
            renewal.close();
        }
        pools.values().forEach(AppPool::close);
        pools = Map.of();
    }
}
