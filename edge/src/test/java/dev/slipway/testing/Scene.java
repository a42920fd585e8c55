package dev.slipway.testing;

import dev.slipway.cache.CacheMode;
import dev.slipway.cache.CachePolicy;
import dev.slipway.http.Fields;
import dev.slipway.site.PathPattern;
import dev.slipway.site.Route;
import dev.slipway.site.Serve;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An edge whose only route goes to an app that the test writes: what comes out at the front, and what the app was asked.
 *
 * <pre>{@code
 * try (Scene scene = Scene.origin(folder, request -> "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n…")) {
 *     scene.get("/a");
 *     scene.get("/a");
 *     assertThat(scene.asked()).hasSize(1);
 * }
 * }</pre>
 */
public final class Scene implements AutoCloseable {
    private final App app;
    private final Edge edge;
    private final List<String> asked;

    /** What the app answers to a request head. */
    @FunctionalInterface
    public interface Handler {
        String answer(String head) throws IOException;
    }

    private Scene(App app, Edge edge, List<String> asked) {
        this.app = app;
        this.edge = edge;
        this.asked = asked;
    }

    /** Under the safe defaults. */
    public static Scene origin(Path folder, Handler handler) throws IOException {
        return with(folder, CachePolicy.DEFAULT, handler);
    }

    /** By the letter of RFC 9111. */
    public static Scene letter(Path folder, Handler handler) throws IOException {
        return with(
                folder,
                new CachePolicy(CacheMode.RFC9111, List.of(), List.of(), Set.of(), Set.of(), false, false),
                handler);
    }

    public static Scene with(Path folder, CachePolicy policy, Handler handler) throws IOException {
        return with(folder, handler, route("/*", policy));
    }

    public static Scene with(Path folder, Handler handler, Route... routes) throws IOException {
        List<String> asked = new CopyOnWriteArrayList<>();
        App app = App.playing(connection -> {
            for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
                asked.add(head);
                String answer = handler.answer(head);
                if (answer.isEmpty()) {
                    return;
                }
                connection.send(answer);
            }
        });
        Edge edge =
                Edge.with(new Contents(folder)).routes(routes).app(app.port()).start();
        return new Scene(app, edge, asked);
    }

    /** A route to the app with that policy, named after its pattern. */
    public static Route route(String match, CachePolicy policy) {
        return new Route(match, new PathPattern(match), new Serve.App("app"), policy, Fields.EMPTY, Map.of());
    }

    /** A response of the app with those field lines. */
    public static String response(int status, String body, String... lines) {
        StringBuilder text = new StringBuilder("HTTP/1.1 " + status + " Test\r\n");
        for (String line : lines) {
            text.append(line).append("\r\n");
        }
        if (status != 304 && status != 204) {
            text.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        return text.append("\r\n")
                .append(status == 304 || status == 204 ? "" : body)
                .toString();
    }

    /** The answer to a GET with those field lines, on a connection of its own. */
    public RawClient.Response get(String target, String... lines) throws IOException {
        return send("GET", target, lines);
    }

    public RawClient.Response send(String method, String target, String... lines) throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(request(method, target, lines));
            return method.equals("HEAD") ? client.readOfHead() : client.read();
        }
    }

    public static String request(String method, String target, String... lines) {
        StringBuilder text = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: " + Edge.HOST + "\r\n");
        for (String line : lines) {
            text.append(line).append("\r\n");
        }
        return text.append("\r\n").toString();
    }

    /** The heads of the requests that reached the app, in order. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /** The value of a field in a head that reached the app, or an empty text. */
    public static String field(String head, String name) {
        for (String line : head.split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).equalsIgnoreCase(name)) {
                return line.substring(colon + 1).strip();
            }
        }
        return "";
    }

    public Edge edge() {
        return edge;
    }

    @Override
    public void close() throws IOException {
        app.close();
        edge.close();
    }
}
