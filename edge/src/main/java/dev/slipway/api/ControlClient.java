package dev.slipway.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The client of the control API: one method a call. Each throws {@link ControlException} when the node refuses and
 * {@link UnreachableException} when it does not answer. Safe for use by several threads.
 */
public final class ControlClient {
    private final Transport transport;

    /**
     * @param url such as {@code http://127.0.0.1:9090}
     * @param token what is sent as {@code Authorization: Bearer}, or null
     */
    public ControlClient(String url, @Nullable String token) {
        this.transport = new Transport(url, token);
    }

    public String url() {
        return transport.url();
    }

    public NodeStatus status() {
        return transport.get("/v1/status", NodeStatus.class);
    }

    /** The releases that a site holds, newest first. */
    public List<Release> releases(String site) {
        return list(path("sites", site, "releases"), Release.class);
    }

    public Release release(String site, String release) {
        return transport.get(path("sites", site, "releases", release), Release.class);
    }

    /** The files of a release, as they were announced. */
    public List<ReleaseDraft.File> files(String site, String release) {
        return list(path("sites", site, "releases", release, "files"), ReleaseDraft.File.class);
    }

    /** Announces a release; announcing the same draft again continues it. Its {@code missing} is to be sent. */
    public Release announce(String site, ReleaseDraft draft) {
        return transport.send("POST", path("sites", site, "releases"), draft, Release.class);
    }

    /** Sends contents in one request; returns how many the node stored. */
    public int sendContents(String site, List<Content> contents) {
        return transport
                .sendContents(path("sites", site, "contents"), contents)
                .path("stored")
                .asInt();
    }

    /** Asks for publication; poll {@link #release} until its state is {@code published} or {@code failed}. */
    public Release publish(String site, String release) {
        return transport.send("POST", path("sites", site, "releases", release, "publish"), null, Release.class);
    }

    /** What changed between two releases. */
    public ReleaseDiff diff(String site, String from, String to) {
        String query = "?from=" + encode(from) + "&to=" + encode(to);
        return transport.get(path("sites", site, "diff") + query, ReleaseDiff.class);
    }

    /** An environment's log, newest first. */
    public List<Activation> activations(String site, String environment) {
        return list(path("sites", site, "environments", environment, "activations"), Activation.class);
    }

    public Activation activate(String site, String environment, ActivationRequest request) {
        String path = path("sites", site, "environments", environment, "activations");
        return transport.send("POST", path, request, Activation.class);
    }

    /** Purges; effective when this returns. */
    public PurgeReceipt purge(String site, String environment, PurgeRequest request) {
        return transport.send(
                "POST", path("sites", site, "environments", environment, "purges"), request, PurgeReceipt.class);
    }

    /** The receipts of an environment, newest first. */
    public List<PurgeReceipt> purges(String site, String environment) {
        return list(path("sites", site, "environments", environment, "purges"), PurgeReceipt.class);
    }

    /** What the edge would do with a GET for that URL. */
    public Explanation explain(String site, String environment, String url) {
        String query = "?url=" + java.net.URLEncoder.encode(url, java.nio.charset.StandardCharsets.UTF_8);
        return transport.get(path("sites", site, "environments", environment, "explain") + query, Explanation.class);
    }

    public Activation rollback(String site, String environment, ActivationRequest request) {
        String path = path("sites", site, "environments", environment, "rollback");
        return transport.send("POST", path, request, Activation.class);
    }

    /** The runs of an environment, newest first. */
    public List<Run> runs(String site, String environment) {
        return list(path("sites", site, "environments", environment, "runs"), Run.class);
    }

    public Run run(String site, String environment, long number) {
        return transport.get(runPath(site, environment, number), Run.class);
    }

    /** Begins a run, which holds its environment until it ends. */
    public Run begin(String site, String environment, RunRequest request) {
        return transport.send("POST", path("sites", site, "environments", environment, "runs"), request, Run.class);
    }

    /** Tells the node how a run goes on, or that its client is alive. */
    public Run report(String site, String environment, long number, RunReport report) {
        return transport.send("POST", runPath(site, environment, number), report, Run.class);
    }

    /** The signed proof of a rehearsal that came to a good end. */
    public Rehearsal rehearsal(String site, String environment, long number) {
        return transport.get(runPath(site, environment, number) + "/rehearsal", Rehearsal.class);
    }

    private static String runPath(String site, String environment, long number) {
        return path("sites", site, "environments", environment, "runs", String.valueOf(number));
    }

    /** What each route of each release did between the minutes of those moments. */
    public List<RouteFigures> figures(String site, String environment, Instant from, Instant to) {
        String query = "?from=" + encode(from.toString()) + "&to=" + encode(to.toString());
        return list(path("sites", site, "environments", environment, "figures") + query, RouteFigures.class);
    }

    /** Some of the paths of an environment that clients asked for with success, of every route. */
    public List<String> seen(String site, String environment) {
        return list(path("sites", site, "environments", environment, "seen"), String.class);
    }

    /** Replaces the node's configuration of a site; the answer's shape is the node's. */
    public JsonNode configure(String site, ConfigurationRequest request) {
        return transport.send("PUT", path("sites", site, "configuration"), request, JsonNode.class);
    }

    public List<Token> tokens() {
        return list("/v1/tokens", Token.class);
    }

    /** Makes a token; the answer is the only one that shows its secret. */
    public Token createToken(TokenRequest request) {
        return transport.send("POST", "/v1/tokens", request, Token.class);
    }

    public void revokeToken(String name) {
        transport.send("DELETE", path("tokens", name), null, JsonNode.class);
    }

    public List<AuditEntry> audit() {
        return list("/v1/audit", AuditEntry.class);
    }

    /**
     * Reads the access log line by line.
     *
     * @param lines how many of the newest to begin with
     * @param follow whether to wait for more until the node ends or {@code line} throws
     */
    public void logs(int lines, boolean follow, Consumer<String> line) {
        transport.stream("/v1/logs?follow=" + follow + "&lines=" + lines, input -> {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
                for (String next = reader.readLine(); next != null; next = reader.readLine()) {
                    line.accept(next);
                }
            }
        });
    }

    private <T> List<T> list(String path, Class<T> type) {
        JsonNode answer = transport.get(path, JsonNode.class);
        List<T> entries = new ArrayList<>();
        // A listing is an object with one array, so that a later version can add to it.
        for (JsonNode member : answer) {
            if (member.isArray()) {
                member.forEach(entry -> entries.add(transport.convert(entry, type)));
                return entries;
            }
        }
        return entries;
    }

    private static String path(String... segments) {
        StringBuilder path = new StringBuilder("/v1");
        for (String segment : segments) {
            path.append('/').append(encode(segment));
        }
        return path.toString();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** One content on its way to the node. */
    public interface Content {
        /** SHA-256, 64 lower-case hexadecimal digits. */
        String digest();

        /** Length in bytes. */
        long size();

        /** Writes exactly {@link #size} bytes with that digest, or throws; the request is then cut off. */
        void writeTo(OutputStream out) throws IOException;
    }
}
