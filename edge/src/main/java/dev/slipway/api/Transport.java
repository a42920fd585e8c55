package dev.slipway.api;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * Requests and answers of the control API. A request is never sent twice: whether that is safe is for the caller to know.
 */
final class Transport {
    private static final Duration ANSWER = Duration.ofMinutes(2);

    private static final byte[] NOTHING = new byte[0];

    private final String url;
    private final @Nullable String token;
    private final ConcurrentLinkedDeque<ControlConnection> idle = new ConcurrentLinkedDeque<>();

    Transport(String url, @Nullable String token) {
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.token = token;
        if (token != null && !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new ControlException(new Problem(
                    Problem.TYPE_PREFIX + "not-a-token",
                    "The token cannot be sent",
                    0,
                    "it has a blank, a line break or another character that no token has",
                    "SLIPWAY_TOKEN as slipway token create printed it, in one line",
                    "after-change",
                    "set it anew",
                    null));
        }
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
        ControlConnection.BodyWriter body = out -> {
            for (ControlClient.Content content : contents) {
                out.write(head(content));
                content.writeTo(out);
            }
        };
        try {
            return exchange(head("POST", path, "application/octet-stream", length), length, body, JsonNode.class);
        } catch (IOException e) {
            throw new UnreachableException(url, true, e);
        }
    }

    private static byte[] head(ControlClient.Content content) {
        return (content.digest() + " " + content.size() + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    void stream(String path, Reader reader) {
        try (ControlConnection connection = ControlConnection.open(URI.create(url))) {
            connection.send(head("GET", path, null, 0), 0, out -> {});
            ControlConnection.Answer answer = connection.answer(Duration.ZERO);
            if (answer.status() != 200) {
                throw refusal(answer);
            }
            reader.read(answer.body());
        } catch (IOException e) {
            throw new UnreachableException(url, false, e);
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
            byte[] json = body == null ? NOTHING : Json.MAPPER.writeValueAsBytes(body);
            String mediaType = body == null ? null : "application/json";
            return exchange(head(method, path, mediaType, json.length), json.length, out -> out.write(json), type);
        } catch (IOException e) {
            throw new UnreachableException(url, !method.equals("GET"), e);
        }
    }

    private <T> T exchange(String head, long length, ControlConnection.BodyWriter body, Class<T> type)
            throws IOException {
        ControlConnection connection = connection();
        try {
            try {
                connection.send(head, length, body);
            } catch (IOException e) {
                if (connection.isCut()) {
                    throw refusedEarly(connection, e);
                }
                throw e;
            }
            T answer = answer(connection.answer(ANSWER), type);
            idle.push(connection);
            return answer;
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** One that is still good, or a new one. */
    private ControlConnection connection() throws IOException {
        for (ControlConnection next = idle.poll(); next != null; next = idle.poll()) {
            if (next.isReusable()) {
                return next;
            }
            next.close();
        }
        return ControlConnection.open(URI.create(url));
    }

    /** A node that refuses closes before it has read everything: its answer says more than the broken pipe. */
    private ControlException refusedEarly(ControlConnection connection, IOException broken) throws IOException {
        try {
            return refusal(connection.answer(ANSWER));
        } catch (IOException e) {
            broken.addSuppressed(e);
            throw broken;
        }
    }

    /** A request's head but for the empty line at its end. */
    private String head(String method, String path, @Nullable String mediaType, long length) {
        URI uri = URI.create(url + path);
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        StringBuilder head = new StringBuilder(256)
                .append(method)
                .append(' ')
                .append(uri.getRawPath())
                .append(query)
                .append(" HTTP/1.1\r\nHost: ")
                .append(uri.getRawAuthority())
                .append("\r\nUser-Agent: slipway\r\nAccept: application/json, ")
                .append(Problem.MEDIA_TYPE)
                .append("\r\n");
        if (token != null) {
            head.append("Authorization: Bearer ").append(token).append("\r\n");
        }
        if (mediaType != null) {
            head.append("Content-Type: ").append(mediaType).append("\r\n");
        }
        if (!method.equals("GET")) {
            head.append("Content-Length: ").append(length).append("\r\n");
        }
        return head.toString();
    }

    private <T> T answer(ControlConnection.Answer answer, Class<T> type) throws IOException {
        int status = answer.status();
        if (status < 200 || status > 299) {
            throw refusal(answer);
        }
        byte[] body = answer.body().readAllBytes();
        try {
            return Json.MAPPER.readValue(body.length == 0 ? "{}".getBytes(StandardCharsets.US_ASCII) : body, type);
        } catch (JacksonException e) {
            throw unexpected(status, String.valueOf(e.getOriginalMessage()));
        }
    }

    private ControlException refusal(ControlConnection.Answer answer) throws IOException {
        byte[] body = answer.body().readAllBytes();
        int status = answer.status();
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

    /** Reads an answer as it comes. */
    interface Reader {
        void read(InputStream input) throws IOException;
    }
}
