package dev.slipway.exchange;

import dev.slipway.http.PreparedLine;
import dev.slipway.origin.AppPool;
import dev.slipway.release.HeldReleases;
import dev.slipway.site.EnvironmentConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One environment as the corridor sees it: its configuration, its app pools, and the two references that the side door
 * swaps.
 */
public final class Environment {
    private static final int HTTPS_PORT = 443;

    private final String site;
    private final int httpsPort;
    private final EnvironmentConfig config;
    private final Map<String, AppPool> pools;
    private final Path folder;
    private final AtomicReference<Live> live;
    private final AtomicReference<HeldReleases> held;
    private final @Nullable PreparedLine strictTransport;

    /**
     * @param folder the folder of the site's configuration, against which {@code serve = "folder"} resolves
     * @param live shared with the environment's successor when the configuration is replaced
     * @param held shared by every environment of the site
     */
    public Environment(
            String site,
            EnvironmentConfig config,
            Map<String, AppPool> pools,
            Path folder,
            AtomicReference<Live> live,
            AtomicReference<HeldReleases> held) {
        this(site, config, pools, folder, live, held, HTTPS_PORT);
    }

    /** @param httpsPort where the same is served under TLS */
    public Environment(
            String site,
            EnvironmentConfig config,
            Map<String, AppPool> pools,
            Path folder,
            AtomicReference<Live> live,
            AtomicReference<HeldReleases> held,
            int httpsPort) {
        this.site = site;
        this.httpsPort = httpsPort;
        this.config = config;
        this.pools = Map.copyOf(pools);
        this.folder = folder;
        this.live = live;
        this.held = held;
        this.strictTransport = strictTransport(config.tls().hstsDays());
    }

    private static @Nullable PreparedLine strictTransport(int days) {
        return days == 0
                ? null
                : new PreparedLine(
                        "Strict-Transport-Security",
                        "max-age=" + Duration.ofDays(days).toSeconds());
    }

    /** Stands for the environment of a host name that nobody answers to: no pools, no releases. */
    static Environment nowhere(Live live) {
        return new Environment(
                "",
                new EnvironmentConfig("", java.util.List.of(), Map.of(), false),
                Map.of(),
                Path.of(""),
                new AtomicReference<>(live),
                new AtomicReference<>(HeldReleases.NONE));
    }

    public String site() {
        return site;
    }

    public EnvironmentConfig config() {
        return config;
    }

    int httpsPort() {
        return httpsPort;
    }

    /** What answers over https say besides (RFC 6797), or null. */
    @Nullable
    PreparedLine strictTransport() {
        return strictTransport;
    }

    public Map<String, AppPool> pools() {
        return pools;
    }

    public Path folder() {
        return folder;
    }

    /** What is live now; read once per exchange. */
    public Live live() {
        return live.get();
    }

    public AtomicReference<Live> liveReference() {
        return live;
    }

    /** The releases that the site holds now. */
    public HeldReleases held() {
        return held.get();
    }

    public AtomicReference<HeldReleases> heldReference() {
        return held;
    }
}
