package dev.slipway.certificates;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.toolbox.JSON;

/** pebble's directory with some of its resources answered here: those that it has not, or that it never refuses. */
final class DirectoryFront implements AutoCloseable {
    private final Pebble pebble;
    private final HttpClient towardsPebble;
    private final HttpServer server;
    private final Map<String, HttpHandler> taken = new ConcurrentHashMap<>();

    DirectoryFront(Pebble pebble) throws IOException {
        this.pebble = pebble;
        this.towardsPebble = new AuthorityProvider(pebble.roots).createHttpClient(new NetworkSettings());
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/dir", exchange -> answer(exchange, 200, "application/json", pebblesWithOurs()));
        server.createContext("/taken/", exchange -> {
            String resource = exchange.getRequestURI().getPath().split("/")[2];
            Objects.requireNonNull(taken.get(resource)).handle(exchange);
        });
        server.start();
    }

    URI directory() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/dir");
    }

    /** From now on that resource of the directory is ours. */
    void take(String resource, HttpHandler handler) {
        taken.put(resource, handler);
    }

    static void answer(HttpExchange exchange, int status, String type, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** What a signed request says (RFC 7515 §7.2.2). */
    static String payload(String jws) {
        String encoded = JSON.parse(jws).get("payload").asString();
        return new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8);
    }

    private String pebblesWithOurs() throws IOException {
        try {
            String directory = towardsPebble
                    .send(HttpRequest.newBuilder(pebble.directory()).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            for (String resource : taken.keySet()) {
                String ours = directory().resolve("/taken/" + resource).toString();
                directory = directory
                        .replaceFirst("\"" + resource + "\": *\"[^\"]*\",?", "")
                        .replaceFirst("\\{", "{\"" + resource + "\": \"" + ours + "\",");
            }
            return directory;
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        towardsPebble.close();
    }
}
