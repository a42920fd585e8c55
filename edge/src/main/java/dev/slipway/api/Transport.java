package dev.slipway.api;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Requests and answers of the control API over {@link HttpURLConnection}, which starts in a fifth of the time that
 * {@code java.net.http} takes: a verb is a process of its own and sends few requests.
 */
final class Transport {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofMinutes(2);

    static {
        // The JDK silently sends a POST again when the connection breaks; whether that is safe is for the caller to
        // know.
        System.setProperty("sun.net.http.retryPost", "false");
    }

    private final String url;
    private final @Nullable String token;

    Transport(String url, @Nullable String token) {
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.token = token;
    }

    String url() {
        return url;
    }

    <T> T get(String path, Class<T> type) {
        return exchange("GET", path, null, type);
    }

    <T> T send(String method, String path, @Nullable Object body, Class<T> type) {
        return exchange(method, path, body, type);
    }

    /** Sends {@code <64 hex> <decimal length>\n<bytes>} for each content, without holding one in memory. */
    JsonNode sendContents(String path, List<ControlClient.Content> contents) {
        long length = 0;
        for (ControlClient.Content content : contents) {
            length += head(content).length + content.size();
        }
        HttpURLConnection connection = null;
        try {
            connection = open("POST", path);
            connection.setRequestProperty("Content-Type", "application/octet-stream");
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(length);
            try {
                writeContents(connection, contents);
            } catch (IOException e) {
                return refusedEarly(connection, e);
            }
            return answer(connection, JsonNode.class);
        } catch (IOException e) {
            throw new UnreachableException(url, true, e);
        } finally {
            // A request that was cut short leaves its connection unusable; a complete one has its answer read.
            disconnect(connection);
        }
    }

    private static void writeContents(HttpURLConnection connection, List<ControlClient.Content> contents)
            throws IOException {
        OutputStream out = connection.getOutputStream();
        for (ControlClient.Content content : contents) {
            out.write(head(content));
            content.writeTo(out);
        }
        out.close();
    }

    private static byte[] head(ControlClient.Content content) {
        return (content.digest() + " " + content.size() + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** A node that refuses closes before it has read everything: its answer says more than the broken pipe. */
    private JsonNode refusedEarly(HttpURLConnection connection, IOException broken) throws IOException {
        int status;
        try {
            status = connection.getResponseCode();
        } catch (IOException e) {
            broken.addSuppressed(e);
            throw broken;
        }
        throw refusal(connection, status);
    }

    void stream(String path, Reader reader) {
        HttpURLConnection connection = null;
        try {
            connection = open("GET", path);
            connection.setReadTimeout(0);
            if (connection.getResponseCode() != 200) {
                throw refusal(connection, connection.getResponseCode());
            }
            reader.read(connection.getInputStream());
        } catch (IOException e) {
            throw new UnreachableException(url, false, e);
        } finally {
            disconnect(connection);
        }
    }

    <T> T convert(JsonNode node, Class<T> type) {
        try {
            return Json.MAPPER.treeToValue(node, type);
        } catch (JacksonException e) {
            throw unexpected(200, String.valueOf(e.getOriginalMessage()));
        }
    }

    private <T> T exchange(String method, String path, @Nullable Object body, Class<T> type) {
        try {
            HttpURLConnection connection = open(method, path);
            if (body != null) {
                connection.setRequestProperty("Content-Type", "application/json");
                connection.setDoOutput(true);
                try (OutputStream out = connection.getOutputStream()) {
                    Json.MAPPER.writeValue(out, body);
                }
            }
            return answer(connection, type);
        } catch (IOException e) {
            throw new UnreachableException(url, !method.equals("GET"), e);
        }
    }

    private HttpURLConnection open(String method, String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url + path).toURL().openConnection(Proxy.NO_PROXY);
        connection.setRequestMethod(method);
        connection.setConnectTimeout((int) CONNECT.toMillis());
        connection.setReadTimeout((int) ANSWER.toMillis());
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestProperty("Accept", "application/json, " + Problem.MEDIA_TYPE);
        connection.setRequestProperty("User-Agent", "slipway");
        if (token != null) {
            connection.setRequestProperty("Authorization", "Bearer " + token);
        }
        return connection;
    }

    private <T> T answer(HttpURLConnection connection, Class<T> type) throws IOException {
        int status = connection.getResponseCode();
        if (status < 200 || status > 299) {
            throw refusal(connection, status);
        }
        byte[] body;
        try (InputStream input = connection.getInputStream()) {
            body = input.readAllBytes();
        }
        try {
            return Json.MAPPER.readValue(body.length == 0 ? "{}".getBytes(StandardCharsets.US_ASCII) : body, type);
        } catch (JacksonException e) {
            throw unexpected(status, String.valueOf(e.getOriginalMessage()));
        }
    }

    private ControlException refusal(HttpURLConnection connection, int status) throws IOException {
        byte[] body = new byte[0];
        try (InputStream error = connection.getErrorStream()) {
            if (error != null) {
                body = error.readAllBytes();
            }
        }
        try {
            Problem problem = Json.MAPPER.readValue(body, Problem.class);
            if (problem != null && problem.type() != null) {
                return new ControlException(problem);
            }
        } catch (JacksonException e) {
            return unexpected(status, "the body is no problem document");
        }
        return unexpected(status, "the body is empty");
    }

    private ControlException unexpected(int status, String why) {
        return new ControlException(new Problem(
                Problem.TYPE_PREFIX + "unexpected-answer",
                "The answer is not the control API's",
                status,
                url + " answered " + status + ", and " + why,
                "the control API of a Slipway node of this version",
                "after-change",
                "look whether that address is the control listener ([node] control) and not the traffic one",
                null));
    }

    private static void disconnect(@Nullable HttpURLConnection connection) {
        if (connection != null) {
            connection.disconnect();
        }
    }

    /** Reads an answer as it comes. */
    interface Reader {
        void read(InputStream input) throws IOException;
    }
}
