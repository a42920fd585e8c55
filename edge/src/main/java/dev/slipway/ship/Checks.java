package dev.slipway.ship;

import dev.slipway.api.ControlClient;
import dev.slipway.check.Acceptance;
import dev.slipway.check.CheckClient;
import dev.slipway.check.CheckReport;
import dev.slipway.check.CheckRequest;
import dev.slipway.check.Finding;
import dev.slipway.check.PurgeCheck;
import dev.slipway.check.Severity;
import dev.slipway.check.Snapshot;
import dev.slipway.check.inspect.Crawl;
import dev.slipway.check.inspect.Inspection;
import dev.slipway.check.sessions.LogIn;
import dev.slipway.check.sessions.SessionsCheck;
import dev.slipway.check.timing.LoadTarget;
import dev.slipway.check.timing.TimingCheck;
import dev.slipway.site.CheckConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The five checks as {@code [check]} asks for them, in one environment. */
public final class Checks {
    private static final int MOST_URLS = 500;

    private final Place place;
    private final CheckConfig config;
    private final CheckClient client;
    private final ControlClient control;
    private final Outside outside;
    private @Nullable List<String> urls;

    /**
     * Which environment, and how it is reached.
     *
     * @param origin scheme, host and port of its traffic: {@code http://staging.shop.localhost:8080}
     * @param connectTo the address behind it, or null to resolve the name
     * @param trustAnyone whether its certificate is accepted whoever signed it
     */
    public record Place(
            String site,
            String environment,
            String origin,
            @Nullable InetSocketAddress connectTo,
            boolean trustAnyone) {}

    /**
     * What only the command line has.
     *
     * @param variable the value of an environment variable, empty where it is not set
     * @param runner runs a program that logs in
     * @param by who checks
     */
    public record Outside(Function<String, String> variable, LogIn.Runner runner, RandomGenerator random, String by) {}

    public Checks(Place place, CheckConfig config, CheckClient client, ControlClient control, Outside outside) {
        this.place = place;
        this.config = config;
        this.client = client;
        this.control = control;
        this.outside = outside;
    }

    /** What is asked for: the configured paths, what clients asked the edge for, and what a crawl finds; found once. */
    public List<String> urls() {
        List<String> known = urls;
        if (known == null) {
            Set<String> all = new LinkedHashSet<>();
            config.paths().forEach(path -> all.add(place.origin() + path));
            control.seen(place.site(), place.environment()).stream()
                    .sorted()
                    .forEach(path -> all.add(place.origin() + path));
            if (config.crawl() > 0) {
                all.addAll(new Crawl(client).from(place.origin() + "/", config.crawl()));
            }
            known = all.stream().limit(MOST_URLS).toList();
            urls = known;
        }
        return known;
    }

    private String target() {
        return place.site() + "/" + place.environment() + " at " + place.origin();
    }

    public CheckReport inspect(IntConsumer done) throws InterruptedException {
        return new Inspection(client, acceptances(config), failOn()).run(target(), urls(), done);
    }

    private Severity failOn() {
        return Severity.valueOf(config.failOn().toUpperCase(Locale.ROOT));
    }

    /** What the configuration bears with. */
    public static List<Acceptance> acceptances(CheckConfig config) {
        return config.accept().stream()
                .map(each -> new Acceptance(each.rule(), each.path(), each.reason(), each.until()))
                .toList();
    }

    public boolean hasSessions() {
        return config.sessions() != null;
    }

    /** @param probes whether disguised paths and unkeyed fields are tried too; not on a production */
    public CheckReport sessions(boolean probes, IntConsumer percent) throws InterruptedException {
        CheckConfig.Sessions sessions = java.util.Objects.requireNonNull(config.sessions(), "no [check.sessions]");
        try {
            SessionsCheck.Order order = new SessionsCheck.Order(
                    place.origin(),
                    sessionPaths(sessions),
                    sessions.crawl(),
                    logIn(sessions),
                    user(sessions.users().get(0)),
                    user(sessions.users().get(1)),
                    probes);
            return new SessionsCheck(client, outside.random(), outside.runner())
                    .run(order, acceptances(config), percent);
        } catch (LogIn.Failed e) {
            return new CheckReport.Builder("sessions", target(), client.time().now(), List.of())
                    .add(new Finding(
                            "sessions",
                            "log-in-failed",
                            Severity.ERROR,
                            place.origin(),
                            String.valueOf(e.getMessage()),
                            "both users logged in; nothing was checked without",
                            List.of(
                                    "see whether the users of [check.sessions] users exist, and the variables hold name:password",
                                    "correct login, token, command or fields in [check.sessions]"),
                            "—",
                            List.of()))
                    .build(client.time().now(), Severity.ERROR);
        }
    }

    private List<String> sessionPaths(CheckConfig.Sessions sessions) {
        Set<String> paths = new LinkedHashSet<>(sessions.paths());
        paths.addAll(config.paths());
        return List.copyOf(paths);
    }

    private static LogIn logIn(CheckConfig.Sessions sessions) {
        String login = sessions.login();
        String token = sessions.token();
        if (login != null) {
            return new LogIn.Form(login, sessions.userField(), sessions.passwordField());
        }
        return token == null
                ? new LogIn.Command(sessions.command())
                : new LogIn.Token(token, sessions.userField(), sessions.passwordField(), sessions.member());
    }

    private LogIn.User user(String variable) throws LogIn.Failed {
        String value = outside.variable().apply(variable);
        int colon = value.indexOf(':');
        if (colon <= 0) {
            throw LogIn.failed("the variable " + variable + (value.isEmpty() ? " is not set" : " has no colon")
                    + "; it holds name:password of a test user");
        }
        return new LogIn.User(value.substring(0, colon), value.substring(colon + 1));
    }

    public CheckReport purge() {
        return new PurgeCheck(client, control)
                .run(place.site(), place.environment(), urls(), config.purge(), outside.by());
    }

    public boolean hasTiming() {
        return config.timing() != null;
    }

    /**
     * Puts load on the environment.
     *
     * @param before blocks of an earlier run to compare with, or none
     */
    public TimingCheck.Outcome timing(List<Long> before, IntConsumer percent) throws IOException, InterruptedException {
        return timing(before, Load.CONFIGURED, percent);
    }

    /**
     * What a person asks for instead of what is configured.
     *
     * @param rates requests a second, step by step; empty for the configured one
     * @param percentile what is compared, or null
     */
    public record Load(
            LoadTarget.Protocol protocol,
            List<Double> rates,
            @Nullable Double percentile) {
        static final Load CONFIGURED = new Load(LoadTarget.Protocol.HTTP_1, List.of(), null);

        public Load {
            rates = List.copyOf(rates);
        }
    }

    /** The same as somebody asks for it. */
    public TimingCheck.Outcome timing(List<Long> before, Load load, IntConsumer percent)
            throws IOException, InterruptedException {
        CheckConfig.Timing timing = java.util.Objects.requireNonNull(config.timing(), "no [check.timing]");
        LoadTarget target = new LoadTarget(
                place.environment(),
                CheckRequest.get(place.origin() + timing.path()),
                place.connectTo(),
                load.protocol(),
                timing.connections(),
                place.trustAnyone());
        return new TimingCheck(client.time(), outside.random())
                .run(
                        new TimingCheck.Order(
                                List.of(target),
                                load.rates().isEmpty() ? List.of((double) timing.rate()) : load.rates(),
                                timing.warmUp(),
                                timing.block(),
                                timing.blocks(),
                                load.percentile() == null ? timing.percentile() : load.percentile(),
                                timing.marginPercent() / 100.0,
                                before),
                        percent);
    }

    /** How the environment answers now, at what is configured and at some of what else is known. */
    Snapshot snapshot(int most) {
        List<String> probed = new ArrayList<>(urls());
        return Snapshot.of(client, probed.subList(0, Math.min(most, probed.size())));
    }

    CheckClient client() {
        return client;
    }

    Place place() {
        return place;
    }
}
