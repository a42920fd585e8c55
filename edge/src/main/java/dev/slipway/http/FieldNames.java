package dev.slipway.http;

import java.nio.charset.StandardCharsets;

/**
 * The field names that nearly every message carries, as constants: a decoder that meets one of them allocates nothing.
 * A perfect hash is not needed; a name that collides is simply made anew.
 */
final class FieldNames {
    private static final int SLOTS = 256;
    private static final String[] NAMES = new String[SLOTS];
    private static final byte[][] BYTES = new byte[SLOTS][];

    static {
        String common = """
                Host User-Agent Accept Accept-Encoding Accept-Language Connection Cookie Referer Origin Range If-Range
                If-None-Match If-Modified-Since Cache-Control Pragma Content-Type Content-Length Transfer-Encoding
                Authorization Upgrade-Insecure-Requests Sec-Fetch-Site Sec-Fetch-Mode Sec-Fetch-Dest Sec-Fetch-User
                X-Forwarded-For X-Forwarded-Proto X-Forwarded-Host X-Request-Id Date Server Etag Last-Modified Vary
                Set-Cookie Location Content-Encoding Cache-Tag Age Expires Accept-Ranges
                """;
        for (String name : common.split("\\s+")) {
            put(name, name);
            put(name.toLowerCase(java.util.Locale.ROOT), name);
        }
    }

    private FieldNames() {}

    private static void put(String spelling, String name) {
        byte[] bytes = spelling.getBytes(StandardCharsets.ISO_8859_1);
        int slot = slot(bytes, 0, bytes.length);
        NAMES[slot] = name;
        BYTES[slot] = bytes;
    }

    private static int slot(byte[] bytes, int from, int to) {
        return (bytes[from] * 31 + bytes[to - 1] * 7 + bytes[(from + to) >>> 1] * 13 + (to - from) * 61) & SLOTS - 1;
    }

    /** The name in those bytes, at least one. */
    static String name(byte[] bytes, int from, int to) {
        int slot = slot(bytes, from, to);
        byte[] known = BYTES[slot];
        return known != null && Octets.equal(bytes, from, to, known)
                ? NAMES[slot]
                : new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
