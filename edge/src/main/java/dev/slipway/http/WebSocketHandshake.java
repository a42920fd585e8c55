package dev.slipway.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The opening handshake of WebSocket as one who stands between client and app sees it (RFC 6455 §4). Pure.
 *
 * <pre>
 * GET /chat HTTP/1.1
 * Host: shop.localhost
 * Upgrade: websocket
 * Connection: Upgrade
 * Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
 * Sec-WebSocket-Version: 13
 * </pre>
 */
public final class WebSocketHandshake {
    /** The name in Upgrade and in {@code :protocol}. */
    public static final String PROTOCOL = "websocket";

    /** The one version there is (RFC 6455 §4.1). */
    public static final String VERSION = "13";

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;
    private static final int KEY_CHARACTERS = 24;

    private WebSocketHandshake() {}

    /**
     * Whether an HTTP/1 request asks to go on in WebSocket. Whatever else asks for an upgrade is an ordinary request (RFC
     * 9110 §7.8): another protocol, another method, HTTP/1.0, one with a body.
     */
    public static boolean isAskedFor(RequestFraming framing) {
        RequestHead head = framing.head();
        return head.fields().contains("Upgrade")
                && head.method().equals("GET")
                && head.version() == HttpVersion.HTTP_1_1
                && framing.bodyLength() == 0
                && lists(head.fields(), "Upgrade", PROTOCOL)
                && lists(head.fields(), "Connection", "upgrade");
    }

    /** Whether it names exactly the version that we and the app speak. */
    public static boolean isOfOurVersion(Fields request) {
        return request.all("Sec-WebSocket-Version").equals(List.of(VERSION));
    }

    /** Whether it has one key, of 16 bytes (RFC 6455 §4.2.1). */
    public static boolean hasGoodKey(Fields request) {
        List<String> keys = request.all("Sec-WebSocket-Key");
        if (keys.size() != 1 || keys.getFirst().length() != KEY_CHARACTERS) {
            return false;
        }
        try {
            return Base64.getDecoder().decode(keys.getFirst()).length == KEY_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    /** What answers that key (RFC 6455 §4.2.2). */
    public static String accept(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    /**
     * What is wrong with a 101 as the answer to that request, or null where it opens the connection (RFC 6455 §4.1).
     *
     * @param request as sent, key included
     */
    public static @Nullable String problem(Fields request, Fields answer) {
        if (!members(answer, "Upgrade").equals(List.of(PROTOCOL)) || !lists(answer, "Connection", "upgrade")) {
            return "101 that does not upgrade to websocket";
        }
        String key = request.get("Sec-WebSocket-Key");
        if (key == null || !answer.all("Sec-WebSocket-Accept").equals(List.of(accept(key)))) {
            return "101 with a wrong Sec-WebSocket-Accept";
        }
        List<String> chosen = answer.all("Sec-WebSocket-Protocol");
        if (chosen.size() > 1 || !offered(request, "Sec-WebSocket-Protocol").containsAll(chosen)) {
            return "101 with a subprotocol that was not offered";
        }
        if (!offered(request, "Sec-WebSocket-Extensions").containsAll(offered(answer, "Sec-WebSocket-Extensions"))) {
            return "101 with an extension that was not offered";
        }
        return null;
    }

    /** The names in a list field, without parameters; subprotocols are case-sensitive. */
    private static List<String> offered(Fields fields, String name) {
        List<String> names = new ArrayList<>();
        for (String line : fields.all(name)) {
            for (String member : line.split(",", -1)) {
                int parameters = member.indexOf(';');
                names.add((parameters < 0 ? member : member.substring(0, parameters)).strip());
            }
        }
        return names;
    }

    private static List<String> members(Fields fields, String name) {
        return offered(fields, name).stream()
                .map(member -> member.toLowerCase(java.util.Locale.ROOT))
                .toList();
    }

    private static boolean lists(Fields fields, String name, String option) {
        return members(fields, name).contains(option);
    }
}
