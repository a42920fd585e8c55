package dev.slipway.site;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;

/** Reads {@code [node]}, {@code [node.limits]} and {@code [node.log]}. */
final class NodeSection {
    static final NodeConfig DEFAULT = new NodeConfig(
            List.of(new ListenAddress(new InetSocketAddress("127.0.0.1", 8080), false)),
            new InetSocketAddress("127.0.0.1", 9090),
            Path.of("state"),
            256L << 20,
            10L << 30,
            List.of(),
            false,
            Limits.DEFAULT,
            LogConfig.DEFAULT,
            null,
            List.of());

    private static final String LISTEN_FORM =
            "an address and port such as \"127.0.0.1:8080\", \"[::1]:8080\" or \"https://127.0.0.1:8443\"";
    private static final String CONTROL_FORM =
            "an address and port such as \"127.0.0.1:9090\", \"[::1]:9090\" or \"http://127.0.0.1:9090\"";
    private static final String CHALLENGE_FORM = "\"http-01\" or \"tls-alpn-01\"";
    private static final String REHEARSAL_KEY_FORM =
            "the public key of another node, as `slipway rehearse --json` shows it in rehearsal.key";
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final Table table;

    private NodeSection(Table table) {
        this.table = table;
    }

    static NodeConfig read(@Nullable Table table) {
        if (table == null) {
            return DEFAULT;
        }
        table.allowOnly(Keys.NODE);
        return new NodeSection(table).node();
    }

    private NodeConfig node() {
        List<ListenAddress> listen = listen();
        InetSocketAddress control = control(listen);
        String state =
                table.read("state", "a folder, absolute or relative to the folder of this file", Values::filePath);
        return new NodeConfig(
                listen,
                control,
                state == null ? DEFAULT.state() : Path.of(state),
                table.size("memory", DEFAULT.memoryBytes(), 1L << 20, 1L << 40),
                table.size("disk", DEFAULT.diskBytes(), 0, 1L << 50),
                table.members(
                        "trusted_proxies", "a literal IP address or range, such as \"10.0.0.0/8\"", Addresses::range),
                proxyProtocol(),
                limits(table.table("limits", "[node.limits]")),
                log(table.table("log", "[node.log]")),
                acme(table.table("acme", "[node.acme]")),
                table.members("trusted_rehearsals", REHEARSAL_KEY_FORM, NodeSection::rehearsalKey));
    }

    /** An Ed25519 key in X.509 form is 44 bytes that begin with the same twelve (RFC 8410 §4). */
    private static @Nullable String rehearsalKey(String text) {
        return text.matches("MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=") ? text : null;
    }

    private boolean proxyProtocol() {
        boolean wanted = table.flag("proxy_protocol", false);
        if (wanted && !table.has("trusted_proxies")) {
            table.refuse(
                    "proxy_protocol",
                    "true without trusted_proxies",
                    "the addresses of the balancers in trusted_proxies");
        }
        return wanted;
    }

    private List<ListenAddress> listen() {
        if (!table.has("listen")) {
            return DEFAULT.listen();
        }
        if (table.get("listen") instanceof TomlArray array && array.isEmpty()) {
            table.refuse("listen", "an empty list", "one address at least");
        }
        List<ListenAddress> listen =
                table.members("listen", LISTEN_FORM, Addresses::traffic, NodeSection::listenAdvice);
        List<InetSocketAddress> distinct = new ArrayList<>();
        for (ListenAddress one : listen) {
            InetSocketAddress address = one.address();
            if (address.getPort() != 0 && distinct.contains(address)) {
                table.refuse("listen", text(address) + " twice", "each address once");
            }
            distinct.add(address);
        }
        return listen;
    }

    private InetSocketAddress control(List<ListenAddress> listen) {
        String given = table.text("control", CONTROL_FORM);
        InetSocketAddress control = given == null ? null : Addresses.listen(given);
        if (given != null && control == null) {
            table.refuse("control", Values.describe(given), CONTROL_FORM, listenAdvice(given));
        }
        if (control == null) {
            return DEFAULT.control();
        }
        if (!control.getAddress().isLoopbackAddress()) {
            table.refuse(
                    "control",
                    Values.describe(given),
                    "a loopback address, such as \"127.0.0.1:9090\"",
                    "Any other address needs TLS, which is not there yet for the control API; reach it through an SSH tunnel.");
        }
        if (control.getPort() != 0
                && listen.stream().anyMatch(traffic -> traffic.address().equals(control))) {
            table.refuse("control", "an address that listen has too", "an address of its own");
        }
        return control;
    }

    private static String listenAdvice(String text) {
        return text.matches("[0-9]+") ? "Write \"127.0.0.1:" + text + "\"." : Complaint.CORRECT_AND_RETRY;
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    private static Limits limits(@Nullable Table limits) {
        Limits usual = Limits.DEFAULT;
        if (limits == null) {
            return usual;
        }
        limits.allowOnly(Keys.LIMITS);
        return new Limits(
                (int) limits.size("request_head", usual.headBytes(), 1L << 10, 1L << 20),
                limits.number("fields", usual.fields(), 1, 10_000),
                limits.size("request_body", usual.requestBodyBytes(), 0, 1L << 50),
                limits.number("connections", usual.connections(), 1, 1_000_000),
                limits.duration("head_time", usual.headTime(), SHORTEST),
                limits.duration("idle_time", usual.idleTime(), SHORTEST),
                limits.duration("body_time", usual.bodyTime(), SHORTEST),
                limits.duration("app_connect_time", usual.appConnectTime(), SHORTEST),
                limits.duration("app_answer_time", usual.appAnswerTime(), SHORTEST),
                limits.duration("app_body_time", usual.appBodyTime(), SHORTEST),
                limits.duration("tunnel_idle_time", usual.tunnelIdleTime(), SHORTEST),
                limits.duration("drain_time", usual.drainTime(), Duration.ZERO));
    }

    private static @Nullable AcmeConfig acme(@Nullable Table acme) {
        if (acme == null) {
            return null;
        }
        acme.allowOnly(Keys.ACME);
        String form = "the https URL of an authority's directory";
        URI directory = acme.read("directory", form, Values::https);
        if (!acme.has("directory")) {
            acme.missing("directory", form);
        }
        if (!acme.flag("agree", false)) {
            acme.refuse(
                    "agree",
                    "no consent",
                    "agree = true: the authority gives certificates to those who agree to its terms");
        }
        String roots = acme.read("roots", "a PEM file with certificates", Values::filePath);
        String challenge = acme.read("challenge", CHALLENGE_FORM, Values::challenge);
        return directory == null
                ? null
                : new AcmeConfig(
                        directory,
                        acme.text("email", "an e-mail address"),
                        roots == null ? null : Path.of(roots),
                        challenge);
    }

    private static LogConfig log(@Nullable Table log) {
        LogConfig usual = LogConfig.DEFAULT;
        if (log == null) {
            return usual;
        }
        log.allowOnly(Keys.LOG);
        return new LogConfig(
                log.flag("enabled", usual.enabled()),
                log.size("file", usual.fileBytes(), 1L << 10, 1L << 40),
                log.number("files", usual.files(), 1, 10_000),
                log.flag("query", usual.query()),
                log.flag("client", usual.client()));
    }
}
