package dev.slipway;

import dev.slipway.certificates.AcmeClient;
import dev.slipway.certificates.AcmeRenewal;
import dev.slipway.certificates.AcmeSettings;
import dev.slipway.certificates.Certificates;
import dev.slipway.certificates.Pause;
import dev.slipway.certificates.Proof;
import dev.slipway.certificates.SelfSignedFolder;
import dev.slipway.cli.ExitCode;
import dev.slipway.cli.NodeAddress;
import dev.slipway.cli.ServeOptions;
import dev.slipway.cli.Server;
import dev.slipway.cli.Terminal;
import dev.slipway.control.CacheSide;
import dev.slipway.control.ControlPlane;
import dev.slipway.control.ControlServer;
import dev.slipway.control.StateFolder;
import dev.slipway.control.Tokens;
import dev.slipway.exchange.Corridor;
import dev.slipway.exchange.Hosts;
import dev.slipway.exchange.Unshareable;
import dev.slipway.loop.LoopClock;
import dev.slipway.ship.Grades;
import dev.slipway.site.AcmeConfig;
import dev.slipway.site.AddressRange;
import dev.slipway.site.ListenAddress;
import dev.slipway.site.NodeConfig;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoreConfig;
import dev.slipway.telemetry.AccessLog;
import dev.slipway.telemetry.LogRules;
import dev.slipway.telemetry.NodeTelemetry;
import dev.slipway.telemetry.ReleaseFigures;
import dev.slipway.wire.Gate;
import dev.slipway.wire.TrafficListener;
import dev.slipway.wire.Transport;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running edge process: builds the parts in order of need, and takes them down in reverse. The last activation is in
 * force before the first listener opens.
 */
final class Node {
    private static final Logger log = LoggerFactory.getLogger(Node.class);

    /** How often the files of certificates are looked at. */
    private static final int CERTIFICATES_SECONDS = 5;

    /** How often figures are sealed and windows of grading ended. */
    private static final int TICK_SECONDS = 2;

    /** A quarter of the memory is for release files. */
    private static final int RELEASE_SHARE = 4;

    /** No answer of the app takes more than an eighth of the memory for them. */
    private static final int OBJECT_SHARE = 8;

    private static final InstantSource CLOCK = InstantSource.system();

    private final ServeOptions options;
    private final Terminal terminal;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    private Node(ServeOptions options, Terminal terminal) {
        this.options = options;
        this.terminal = terminal;
    }

    /** Runs an edge until a signal or its {@link Server.Running} stops it; returns the exit code. */
    static int serve(ServeOptions options, Terminal terminal) {
        Node node = new Node(options, terminal);
        Thread hook = new Thread(node::stopOnSignal, "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return node.run();
        } catch (IOException e) {
            terminal.err().println("slipway: the node could not start: " + e.getMessage());
            return ExitCode.REFUSED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.FAILED;
        } finally {
            options.ended().run();
            node.stopped.countDown();
            forget(hook);
        }
    }

    /** The node ended by itself: the exit code is its own, and no signal's. */
    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            log.debug("the process is ending already", shuttingDown);
        }
    }

    /**
     * On SIGTERM and SIGINT: the main thread drains while this one keeps the process alive. A drained node ends with 0,
     * where the JVM by itself would end with the signal's number.
     */
    private void stopOnSignal() {
        stop.countDown();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(ExitCode.DONE);
    }

    private int run() throws IOException, InterruptedException {
        Instant started = CLOCK.instant();
        SiteFiles files = SiteFiles.read(options.configurations());
        NodeConfig config = files.node();
        Path stateFolder = files.folder().resolve(config.state());
        Unshareable unshareable = new Unshareable(System::nanoTime);
        try (StateFolder state = StateFolder.take(stateFolder);
                ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
                ObjectStore store = ObjectStore.open(storeConfig(config, state, blocking));
                ControlPlane plane =
                        ControlPlane.open(state, new CacheSide(store, unshareable::because), processors(), CLOCK);
                NodeTelemetry telemetry =
                        new NodeTelemetry(accessLog(config, state), new ReleaseFigures(state.figures()))) {
            files.adoptInto(plane);
            plane.measureWith(new ControlPlane.Measured(telemetry.releases(), new Grades()::grade, System::nanoTime));
            EventLoopGroup loops = Transport.loops(processors());
            LoopClock clock = new LoopClock(CLOCK, System::nanoTime);
            Hosts hosts = new Hosts();
            Certificates certificates = certificates(config, state);
            SiteBuilder builder = new SiteBuilder(plane, hosts, loops, config, certificates, clock);
            try {
                builder.rebuild();
                checkCertificates(config, certificates);
                watch(config, certificates, loops, blocking);
                AcmeRenewal renewal = renewal(files, state, certificates);
                if (renewal != null) {
                    builder.renewWith(renewal);
                }
                plane.onConfigured(builder::rebuild);
                try (Corridor corridor = new Corridor(
                        hosts,
                        plane::path,
                        config.memoryBytes() / RELEASE_SHARE,
                        store,
                        unshareable,
                        objectBytes(config) / OBJECT_SHARE,
                        config.trustedProxies(),
                        certificates::proof,
                        telemetry,
                        blocking,
                        clock,
                        clock::nanos)) {
                    TrafficListener traffic = new TrafficListener(
                            loops,
                            new Gate(corridor, config.limits(), telemetry, blocking, clock, balancers(config)),
                            certificates);
                    run(new Parts(plane, state, store, telemetry, builder, traffic, config, started));
                }
            } finally {
                builder.close();
                loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
            }
            return ExitCode.DONE;
        }
    }

    /** Without a listener under TLS no certificate is made, and nothing of what makes them is loaded. */
    private static Certificates certificates(NodeConfig config, StateFolder state) {
        return speaksTls(config)
                ? new Certificates(new SelfSignedFolder(state.certificates(), CLOCK)::credentials)
                : new Certificates(names -> null);
    }

    private static @Nullable AcmeRenewal renewal(SiteFiles files, StateFolder state, Certificates certificates) {
        AcmeConfig acme = files.node().acme();
        if (acme == null || !speaksTls(files.node())) {
            return null;
        }
        AcmeSettings settings = new AcmeSettings(
                acme.directory(),
                acme.email() == null ? "" : acme.email(),
                true,
                acme.roots() == null ? null : files.folder().resolve(acme.roots()),
                proofs(acme.challenge()),
                AcmeSettings.Patience.DEFAULT);
        AcmeClient client = new AcmeClient(settings, state.certificates(), certificates.challenges(), CLOCK);
        AcmeRenewal.Time time = new AcmeRenewal.Time(CLOCK, Pause.sleeping(CLOCK), RandomGenerator.getDefault());
        return new AcmeRenewal(client, time, certificates::give);
    }

    private static List<Proof> proofs(@Nullable String challenge) {
        if (challenge == null) {
            return List.of(Proof.HTTP_01, Proof.TLS_ALPN_01);
        }
        return List.of(challenge.equals("http-01") ? Proof.HTTP_01 : Proof.TLS_ALPN_01);
    }

    private static List<AddressRange> balancers(NodeConfig config) {
        return config.proxyProtocol() ? config.trustedProxies() : List.of();
    }

    private static boolean speaksTls(NodeConfig config) {
        return config.listen().stream().anyMatch(ListenAddress::tls);
    }

    private static void watch(
            NodeConfig config, Certificates certificates, EventLoopGroup loops, ExecutorService blocking) {
        if (speaksTls(config)) {
            var unused = loops.next()
                    .scheduleWithFixedDelay(
                            () -> blocking.execute(certificates::refresh),
                            CERTIFICATES_SECONDS,
                            CERTIFICATES_SECONDS,
                            TimeUnit.SECONDS);
        }
    }

    /** A node that is to speak TLS and cannot does not start; one that runs keeps what it has. */
    private static void checkCertificates(NodeConfig config, Certificates certificates) throws IOException {
        Map<String, String> problems = certificates.problems();
        if (speaksTls(config) && !problems.isEmpty()) {
            throw new IOException("the certificate cannot be used: " + String.join("; ", problems.values()));
        }
    }

    /** What of the memory is for the app's answers; the rest is for release files. */
    private static long objectBytes(NodeConfig config) {
        return config.memoryBytes() - config.memoryBytes() / RELEASE_SHARE;
    }

    private static StoreConfig storeConfig(NodeConfig config, StateFolder state, ExecutorService blocking) {
        StoreConfig memory = StoreConfig.inMemory(objectBytes(config), blocking, CLOCK);
        return config.diskBytes() == 0
                ? memory
                : memory.onDisk(state.cache(), config.diskBytes(), StoreConfig.bootIdOfThisMachine());
    }

    private record Parts(
            ControlPlane plane,
            StateFolder state,
            ObjectStore store,
            NodeTelemetry telemetry,
            SiteBuilder builder,
            TrafficListener traffic,
            NodeConfig config,
            Instant started) {}

    private void run(Parts parts) throws IOException, InterruptedException {
        parts.telemetry().add(new StoreFigures(parts.store()));
        List<String> listening = new ArrayList<>();
        try (TrafficListener traffic = parts.traffic()) {
            List<ListenAddress> open = new ArrayList<>();
            for (ListenAddress address : parts.config().listen()) {
                InetSocketAddress bound = traffic.listen(address);
                open.add(new ListenAddress(bound, address.tls()));
                listening.add(address.scheme() + "://" + bound.getHostString() + ":" + bound.getPort());
            }
            parts.plane().refetchWith(new Refetcher(open, parts.config().proxyProtocol())::fetch);
            StatusSource status = new StatusSource(
                    parts.plane(),
                    parts.builder(),
                    new CacheStatusSource(parts.store(), parts.telemetry()),
                    CLOCK,
                    parts.started(),
                    listening);
            ControlServer.Sources sources = new ControlServer.Sources(
                    status::status,
                    parts.builder()::notReady,
                    parts.telemetry()::scrape,
                    new AccessLogLines(parts.state().accessLog()),
                    parts.telemetry()::seen);
            try (ControlServer control =
                            new ControlServer(parts.plane(), parts.config().control(), sources);
                    ScheduledExecutorService clockwork = Executors.newSingleThreadScheduledExecutor(
                            Thread.ofPlatform().daemon().name("grading").factory())) {
                // Two days of minutes take long to read, and no first request waits for them.
                clockwork.execute(() -> parts.telemetry().releases().load(CLOCK.instant()));
                var unused = clockwork.scheduleWithFixedDelay(
                        parts.plane()::tick, TICK_SECONDS, TICK_SECONDS, TimeUnit.SECONDS);
                announce(parts, control.address(), listening);
                stop.await();
                log.info(
                        "stopping: no new connections; what runs has {} to finish",
                        parts.config().limits().drainTime());
                if (!traffic.drain()) {
                    log.warn("{} connections were cut at the end of the drain time", traffic.connections());
                }
            }
        }
    }

    private void announce(Parts parts, InetSocketAddress control, List<String> listening) throws IOException {
        String secret = parts.plane().tokens().adminSecret(parts.state().adminToken());
        Tokens.writeSecret(NodeAddress.tokenFile(terminal, control), secret);
        if (!options.quiet()) {
            terminal.out()
                    .println("slipway: traffic on " + String.join(", ", listening) + ", control on http://"
                            + control.getHostString() + ":" + control.getPort());
            terminal.out().flush();
        }
        options.started().accept(stop::countDown);
    }

    private static @Nullable AccessLog accessLog(NodeConfig config, StateFolder state) {
        return config.log().enabled()
                ? AccessLog.open(
                        state.accessLog(),
                        new LogRules(
                                config.log().fileBytes(),
                                config.log().files(),
                                config.log().query(),
                                config.log().client()))
                : null;
    }

    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }
}
