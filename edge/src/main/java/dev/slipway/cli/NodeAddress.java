package dev.slipway.cli;

import dev.slipway.site.Site;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where the node's control API is, and with which token it is asked. */
public final class NodeAddress {
    static final String DEFAULT = "http://127.0.0.1:9090";

    private NodeAddress() {}

    /** {@code --node}, else {@code SLIPWAY_URL}, else {@code [node] control} of the site, else {@link #DEFAULT}. */
    static String of(@Nullable String option, Terminal terminal, Supplier<@Nullable Site> site) {
        if (option != null) {
            return requireUrl(option, "--node");
        }
        if (!terminal.variable("SLIPWAY_URL").isEmpty()) {
            return requireUrl(terminal.variable("SLIPWAY_URL"), "SLIPWAY_URL");
        }
        Site found = site.get();
        return found == null ? DEFAULT : urlOf(found.node().control());
    }

    /** The URL under which this machine reaches a listener. */
    static String urlOf(InetSocketAddress listener) {
        boolean everywhere =
                listener.getAddress() != null && listener.getAddress().isAnyLocalAddress();
        String host = everywhere ? "127.0.0.1" : listener.getHostString();
        return "http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + listener.getPort();
    }

    /** {@code SLIPWAY_TOKEN}, else what a node on this machine wrote for its owner, else null. */
    static @Nullable String token(String url, Terminal terminal) {
        if (!terminal.variable("SLIPWAY_TOKEN").isEmpty()) {
            return terminal.variable("SLIPWAY_TOKEN").strip();
        }
        URI uri = URI.create(url);
        String host = String.valueOf(uri.getHost()).replace("[", "").replace("]", "");
        int port = uri.getPort() < 0 ? (uri.getScheme().equals("https") ? 443 : 80) : uri.getPort();
        List<String> hosts = host.equals("localhost") ? List.of("localhost", "127.0.0.1", "::1") : List.of(host);
        for (String candidate : hosts) {
            String token = read(stateHome(terminal).resolve("slipway/control-" + candidate + "-" + port + ".token"));
            if (token != null) {
                return token;
            }
        }
        return null;
    }

    /** Where a node leaves the admin's token for its owner, so that verbs on the same machine find it by themselves. */
    public static Path tokenFile(Terminal terminal, InetSocketAddress control) {
        return stateHome(terminal)
                .resolve("slipway/control-" + control.getHostString() + "-" + control.getPort() + ".token");
    }

    private static Path stateHome(Terminal terminal) {
        String state = terminal.variable("XDG_STATE_HOME");
        if (!state.isEmpty()) {
            return Path.of(state);
        }
        String home = terminal.variable("HOME");
        return Path.of(home.isEmpty() ? System.getProperty("user.home") : home).resolve(".local/state");
    }

    private static @Nullable String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw Refusal.of(
                    "unreadable-token",
                    "The node's token cannot be read",
                    file + ": " + e,
                    "a file that you may read: it belongs to whoever started the node",
                    "run this as that user, or put a token of your own into SLIPWAY_TOKEN");
        }
    }

    private static String requireUrl(String text, String where) {
        try {
            URI uri = new URI(text.strip());
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri.toString();
            }
        } catch (URISyntaxException e) {
            throw notUrl(text, where);
        }
        throw notUrl(text, where);
    }

    private static RuntimeException notUrl(String text, String where) {
        return Refusal.of(
                "not-a-url",
                "The node's address is not a URL",
                where + " is \"" + text + "\"",
                "http:// or https://, a host and a port: " + DEFAULT,
                "correct it");
    }
}
