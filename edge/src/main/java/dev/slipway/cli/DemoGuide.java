package dev.slipway.cli;

import dev.slipway.api.Activation;
import dev.slipway.api.ActivationRequest;
import dev.slipway.api.ControlClient;
import dev.slipway.api.NodeStatus.AppStatus;
import dev.slipway.api.NodeStatus.EnvironmentStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the demo does once the edge runs: the first release, then what to try next. */
final class DemoGuide {
    private static final String SITE = "shop";
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final long PAUSE_MILLIS = 100;

    private final Terminal terminal;
    private final DemoShop shop;
    private final int port;
    private final int httpsPort;
    private final String controlUrl;
    private final Terminal own;

    DemoGuide(Terminal terminal, DemoShop shop, DemoShop.Ports ports) {
        this.terminal = terminal;
        this.shop = shop;
        this.port = ports.traffic();
        this.httpsPort = ports.https();
        this.controlUrl = "http://127.0.0.1:" + ports.control();
        // The node is the one that was just started, whatever SLIPWAY_URL says.
        Map<String, String> environment = new HashMap<>(terminal.environment());
        environment.keySet().removeAll(List.of("SLIPWAY_URL", "SLIPWAY_TOKEN"));
        this.own = withEnvironment(environment, terminal.out(), terminal.err());
    }

    void lead(List<DemoProcess> apps) {
        try {
            shipFirstRelease();
            awaitHealthy(apps);
            print();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void shipFirstRelease() {
        Activation staged = live("staging");
        String release;
        if (staged == null) {
            deployToStaging();
            release = java.util.Objects.requireNonNull(live("staging")).release();
        } else {
            release = staged.release();
        }
        if (live("production") == null) {
            client().activate(SITE, "production", new ActivationRequest(release, 0L, "demo", "demo"));
        }
    }

    private void deployToStaging() {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
        Cli cli = new Cli(withEnvironment(own.environment(), stream, stream), options -> ExitCode.USAGE);
        int code = cli.run("deploy", "-C", shop.shop().toString(), "--activate", "staging", "--note", "first release");
        if (code != ExitCode.DONE) {
            throw Refusal.of(
                    "demo-deploy",
                    "The first release could not be deployed",
                    said.toString(StandardCharsets.UTF_8).strip(),
                    "a deploy that ends with code 0, not " + code,
                    "correct what it says in " + shop.shop() + ", or remove " + shop.folder() + " to begin anew");
        }
    }

    private void awaitHealthy(List<DemoProcess> apps) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (!unhealthy().isEmpty()) {
            for (DemoProcess app : apps) {
                app.requireAlive();
            }
            if (Instant.now().isAfter(end)) {
                throw Refusal.passing(
                        "demo-unhealthy",
                        "The shop does not answer",
                        String.join("; ", unhealthy()),
                        "every process healthy within " + PATIENCE.toSeconds() + " seconds",
                        "read the logs in " + shop.folder().resolve("log"));
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private List<String> unhealthy() {
        return environments().stream()
                .flatMap(environment -> environment.apps().stream())
                .filter(app -> !app.healthy())
                .map(DemoGuide::describe)
                .toList();
    }

    private static String describe(AppStatus app) {
        return app.address() + ": " + app.detail();
    }

    /** Made anew each time: the token is written when the node starts. */
    private ControlClient client() {
        return new ControlClient(controlUrl, NodeAddress.token(controlUrl, own));
    }

    private @Nullable Activation live(String environment) {
        return environments().stream()
                .filter(candidate -> candidate.name().equals(environment))
                .findFirst()
                .map(EnvironmentStatus::live)
                .orElse(null);
    }

    private List<EnvironmentStatus> environments() {
        return client().status().sites().stream()
                .filter(site -> site.name().equals(SITE))
                .flatMap(site -> site.environments().stream())
                .toList();
    }

    private void print() {
        PrintStream out = terminal.out();
        String slipway = quoted(shown(terminal.home().resolve("slipway")));
        String folder = quoted(shown(shop.shop()));
        String page = "http://shop.localhost:" + port;
        out.println(
                shop.python().hasFastApi()
                        ? "The shop runs on FastAPI and uvicorn: two processes for production, one for staging."
                        : "The shop runs on its standard-library twin, because FastAPI is not installed. The real one:"
                                + "\n  apt-get install " + Python.PACKAGES);
        out.println();
        out.println("  production  " + page);
        out.println("              https://shop.localhost:" + httpsPort + ", by a certificate that it signed itself");
        out.println("  staging     http://staging.shop.localhost:" + port);
        out.println("  control     " + controlUrl);
        out.println("  logs        " + shown(shop.folder().resolve("log")));
        out.println();
        out.println("Try in another terminal, each line as it stands:");
        out.println("""

                # a page, the stylesheet it names, and what is live
                curl -s %1$s/ | grep stylesheet
                curl -sI %1$s/static/manifest.json
                %2$s status -C %3$s

                # change the accent colour and build; say what is expected of it
                sed -i 's/--accent: *[^;]*;/--accent: #c2410c;/' %3$s/assets/site.css
                %4$s %3$s/build.py
                %2$s note new "Another accent colour" --owner you -C %3$s

                # rehearse it in staging, with two users who must not see each other's data; ship it; reload the page
                %6$s %2$s rehearse -C %3$s
                %6$s %2$s ship -C %3$s --detach
                %2$s note show production -C %3$s

                # the same over TLS and HTTP/2
                curl -sk --http2 -o /dev/null -w '%%{http_version}\\n' %5$s/

                # a chat over WebSocket, in two windows of a browser, while you ship:
                # %1$s/chat

                # what changed, and taking it back
                %2$s releases -C %3$s
                %2$s rollback production -C %3$s

                # the access log
                %2$s logs -C %3$s -n 5
                """.formatted(
                        page,
                        slipway,
                        folder,
                        quoted(shop.python().program()),
                        "https://shop.localhost:" + httpsPort,
                        "SHOP_USER_A=ada:lovelace SHOP_USER_B=alan:turing")
                .indent(2)
                .stripTrailing());
        out.println();
        out.println("Ctrl-C ends everything.");
        out.flush();
    }

    /** A path as the caller's shell takes it: relative below the current folder, absolute elsewhere. */
    private String shown(Path path) {
        if (!path.startsWith(terminal.folder())) {
            return path.toString();
        }
        String relative = terminal.folder().relativize(path).toString();
        return relative.indexOf('/') < 0 ? "./" + relative : relative;
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:@%+=-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private Terminal withEnvironment(Map<String, String> environment, PrintStream out, PrintStream err) {
        return new Terminal(environment, terminal.folder(), terminal.home(), out, err, false, false);
    }
}
