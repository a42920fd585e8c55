package dev.slipway.cli;

import dev.slipway.api.ControlClient;
import dev.slipway.api.NodeStatus;
import dev.slipway.api.NodeStatus.EnvironmentStatus;
import dev.slipway.check.CheckClient;
import dev.slipway.check.CheckTime;
import dev.slipway.check.OpenTrust;
import dev.slipway.check.sessions.LogIn;
import dev.slipway.ship.Checks;
import dev.slipway.ship.CommandRun;
import dev.slipway.ship.Masking;
import dev.slipway.site.CheckConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** How an environment is reached by checks: through the node's own listener, by the environment's first host name. */
final class CheckPlace {
    private static final Duration LOG_IN_DEADLINE = Duration.ofMinutes(1);

    private CheckPlace() {}

    static CheckTime time() {
        return new CheckTime(InstantSource.system(), System::nanoTime);
    }

    /** @param https whether to prefer a listener under TLS */
    static Checks.Place of(
            NodeStatus status, String controlUrl, String site, EnvironmentStatus environment, boolean https) {
        String listener = status.listen().stream()
                .filter(each -> each.startsWith("https:") == https)
                .findFirst()
                .orElseGet(() -> status.listen().stream().findFirst().orElseThrow(() -> nowhere(site)));
        if (environment.hosts().isEmpty()) {
            throw nowhere(site + "/" + environment.name());
        }
        URI at = URI.create(listener);
        String origin = at.getScheme() + "://" + environment.hosts().getFirst() + ":" + at.getPort();
        InetSocketAddress address = new InetSocketAddress(reachable(at, controlUrl), at.getPort());
        boolean own = address.getAddress() != null && address.getAddress().isLoopbackAddress();
        return new Checks.Place(site, environment.name(), origin, address, own);
    }

    /** The listener's address where it is one of this machine's, else the machine where the control API is. */
    private static String reachable(URI listener, String controlUrl) {
        String host = listener.getHost();
        String control = URI.create(controlUrl).getHost();
        try {
            boolean here = control == null || InetAddress.getByName(control).isLoopbackAddress();
            boolean anywhere = host == null || InetAddress.getByName(host).isAnyLocalAddress();
            if (here) {
                return anywhere || host == null ? "127.0.0.1" : host;
            }
        } catch (IOException e) {
            return host == null ? "127.0.0.1" : host;
        }
        return control == null ? "127.0.0.1" : control;
    }

    private static RuntimeException nowhere(String what) {
        return Refusal.of(
                "no-traffic-address",
                "There is nothing to ask",
                what + " has no address for traffic",
                "a host name in [environment], and a listener in [node]",
                "add them; slipway validate checks the file");
    }

    static CheckClient client(@Nullable InetSocketAddress connectTo, boolean trustAnyone) {
        SSLSocketFactory tls = trustAnyone ? OpenTrust.sockets() : (SSLSocketFactory) SSLSocketFactory.getDefault();
        return new CheckClient(new CheckClient.Options(connectTo, CheckClient.Options.PATIENCE, tls), time());
    }

    static Checks checks(
            Checks.Place place, CheckConfig config, ControlClient control, Terminal terminal, Path folder) {
        return new Checks(
                place,
                config,
                client(place.connectTo(), place.trustAnyone()),
                control,
                new Checks.Outside(
                        terminal::variable, runner(folder), RandomGenerator.getDefault(), People.current(terminal)));
    }

    /** A program that logs in is one of the team's commands, and short. */
    private static LogIn.Runner runner(Path folder) {
        return (List<String> command, Map<String, String> variables) -> {
            CommandRun.Outcome outcome = new CommandRun(folder, variables, new Masking(List.of()), line -> {})
                    .run(command, LOG_IN_DEADLINE, () -> false);
            if (!outcome.succeeded()) {
                String output = new Masking(List.copyOf(variables.values())).mask(outcome.output());
                throw new IOException(outcome.detail() + (output.isEmpty() ? "" : ": " + output));
            }
            return outcome.output();
        };
    }
}
