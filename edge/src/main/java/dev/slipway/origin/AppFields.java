package dev.slipway.origin;

import dev.slipway.http.Fields;
import dev.slipway.http.HeadBytes;
import org.jspecify.annotations.Nullable;

/**
 * The field lines of a request to the app, encoded when they are first sent. What a client says again and again goes to the
 * app as often: whoever keeps this encodes it once.
 */
public final class AppFields {
    private final Fields fields;
    private byte @Nullable [] lines;

    /** @param fields all but framing and X-Request-Id; Host included */
    public AppFields(Fields fields) {
        this.fields = fields;
    }

    public Fields fields() {
        return fields;
    }

    /**
     * Host first, then the others in their order, each with its CRLF; framing is left to whoever writes the head. The array is
     * shared: nobody writes to it. Threads that race make equal arrays.
     *
     * @throws IllegalArgumentException when a field holds a byte that HTTP does not allow there
     */
    byte[] lines() {
        byte[] bytes = lines;
        if (bytes == null) {
            bytes = encode();
            lines = bytes;
        }
        return bytes;
    }

    private byte[] encode() {
        HeadBytes text = new HeadBytes(1024);
        String host = fields.get("Host");
        if (host != null) {
            text.line("Host", host);
        }
        for (int i = 0; i < fields.size(); i++) {
            if (!isWritersOwn(fields.name(i))) {
                text.line(fields.name(i), fields.value(i));
            }
        }
        return text.toByteArray();
    }

    private static boolean isWritersOwn(String name) {
        return switch (name.length()) {
            case 4 -> name.equalsIgnoreCase("host");
            case 6 -> name.equalsIgnoreCase("expect");
            case 7 -> name.equalsIgnoreCase("upgrade");
            case 10 -> name.equalsIgnoreCase("connection");
            case 14 -> name.equalsIgnoreCase("content-length");
            case 17 -> name.equalsIgnoreCase("transfer-encoding");
            default -> false;
        };
    }
}
