package dev.slipway.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Debian's Chromium without a window, driven over its DevTools protocol; one page. Takes every certificate. */
final class Browser implements AutoCloseable {
    private static final long SECONDS = 60;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger last = new AtomicInteger();
    private final WebSocket tools;
    private final String page;

    /** @param folder for its profile and its complaints */
    Browser(Path folder) throws Exception {
        Path profile = Files.createDirectories(folder.resolve("chromium"));
        Path complaints = folder.resolve("chromium.log");
        ProcessBuilder command = new ProcessBuilder(
                        "chromium",
                        "--headless",
                        "--no-sandbox", // it refuses to run as root with one, and sees nothing but our own pages
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--ignore-certificate-errors",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(complaints.toFile());
        command.environment().put("HOME", profile.toString());
        // It leaves a folder with a socket there, whose path must be short, when it is killed.
        command.environment()
                .put("TMPDIR", Files.createDirectories(folder.resolve("t")).toString());
        process = command.start();
        try {
            Path port = profile.resolve("DevToolsActivePort");
            List<String> place = Eventually.get(
                    () -> Files.exists(port) ? Files.readAllLines(port) : List.of(), lines -> lines.size() == 2);
            URI address = URI.create("ws://127.0.0.1:" + place.get(0) + place.get(1));
            tools = client.newWebSocketBuilder()
                    .buildAsync(address, new Hearing())
                    .get(SECONDS, TimeUnit.SECONDS);
            String target = ask("", "Target.createTarget", Map.of("url", "about:blank"))
                    .get("targetId")
                    .asText();
            page = ask("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                    .get("sessionId")
                    .asText();
            for (String part : List.of("Network", "Page", "Runtime", "Log")) {
                ask(page, part + ".enable", Map.of());
            }
        } catch (Exception | AssertionError failure) {
            end();
            throw new AssertionError("Chromium did not start:\n" + Files.readString(complaints), failure);
        }
    }

    /** Opens an address, and returns when the page and everything that it names is loaded. */
    void open(String address) throws Exception {
        events.clear();
        JsonNode opened = ask(page, "Page.navigate", Map.of("url", address));
        if (opened.has("errorText")) {
            throw new AssertionError(address + ": " + opened.get("errorText").asText());
        }
        Eventually.get(() -> events("Page.loadEventFired"), fired -> !fired.isEmpty());
    }

    /** What has happened since the page was opened, in the words of the DevTools protocol. */
    List<JsonNode> events(String method) {
        return events.stream()
                .filter(event -> method.equals(event.path("method").asText()))
                .map(event -> event.get("params"))
                .toList();
    }

    /** The value of an expression of JavaScript, as text. */
    String evaluate(String expression) throws Exception {
        JsonNode done = ask(page, "Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
        if (done.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + done.get("exceptionDetails"));
        }
        return done.path("result").path("value").asText();
    }

    private JsonNode ask(String session, String method, Map<String, Object> parameters) throws Exception {
        int id = last.incrementAndGet();
        ObjectNode question = JSON.createObjectNode().put("id", id).put("method", method);
        question.set("params", JSON.valueToTree(parameters));
        if (!session.isEmpty()) {
            question.put("sessionId", session);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        asked.put(id, answer);
        tools.sendText(question.toString(), true).get(SECONDS, TimeUnit.SECONDS);
        JsonNode found = answer.get(SECONDS, TimeUnit.SECONDS);
        if (found.has("error")) {
            throw new AssertionError(method + ": " + found.get("error"));
        }
        return found.get("result");
    }

    private final class Hearing implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean whole) {
            text.append(part);
            if (whole) {
                heard(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }

    private void heard(String message) {
        try {
            JsonNode heard = JSON.readTree(message);
            CompletableFuture<JsonNode> waiting = asked.remove(heard.path("id").asInt());
            if (waiting != null) {
                waiting.complete(heard);
            } else {
                events.add(heard);
            }
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + message, e);
        }
    }

    private void end() throws Exception {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        process.waitFor();
        client.shutdownNow();
        for (ProcessHandle child : children) {
            Eventually.get(() -> ended(child), ended -> ended);
        }
    }

    /**
     * Whether that process holds nothing any more. One that nobody collects counts: a first process that collects only
     * its own children, as in many containers, leaves Chromium's to the end.
     */
    private static boolean ended(ProcessHandle child) throws IOException {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(child.pid()), "stat"));
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2) || !child.isAlive();
        } catch (NoSuchFileException gone) {
            return true;
        } catch (IOException e) {
            if (child.isAlive()) {
                throw e;
            }
            return true;
        }
    }

    @Override
    public void close() throws Exception {
        end();
    }
}
