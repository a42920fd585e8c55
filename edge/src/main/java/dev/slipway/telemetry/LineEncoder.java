package dev.slipway.telemetry;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Events as lines of JSON in UTF-8, written by hand: nothing is allocated per line. Whatever a client sends stays inside
 * its string: controls, line separators and lone surrogates are escaped, so that no line can be forged.
 *
 * <pre>
 * {"time":"2026-11-22T10:15:30.123Z","id":"4f2a","client":"192.0.2.7","method":"GET","host":"shop.localhost",
 *  "path":"/products/7","query":"lang=de","site":"shop","environment":"production","route":"products",
 *  "release":"2026-11-22.3","outcome":"bypass","detail":"","status":200,"bytes":5120,"ms":12.345,"app_ms":11.020,
 *  "app":"unix:/run/shop.sock","complete":true}
 * </pre>
 *
 * <p>On one line. {@code app_ms} is null where the app was not asked.
 */
final class LineEncoder {
    private static final byte[] HEX = bytes("0123456789abcdef");
    private static final byte[] TIME = bytes("{\"time\":\"");
    private static final byte[] ZULU = bytes("Z\"");
    private static final byte[] ID = name("id");
    private static final byte[] CLIENT = name("client");
    private static final byte[] METHOD = name("method");
    private static final byte[] HOST = name("host");
    private static final byte[] PATH = name("path");
    private static final byte[] QUERY = name("query");
    private static final byte[] SITE = name("site");
    private static final byte[] ENVIRONMENT = name("environment");
    private static final byte[] ROUTE = name("route");
    private static final byte[] RELEASE = name("release");
    private static final byte[] OUTCOME = name("outcome");
    private static final byte[] DETAIL = name("detail");
    private static final byte[] STATUS = name("status");
    private static final byte[] BYTES = name("bytes");
    private static final byte[] MILLIS = name("ms");
    private static final byte[] APP_MILLIS = name("app_ms");
    private static final byte[] APP = name("app");
    private static final byte[] COMPLETE = name("complete");
    private static final byte[] NULL = bytes("null");
    private static final byte[] TRUE = bytes("true}\n");
    private static final byte[] FALSE = bytes("false}\n");

    /** How many of each kind are remembered in their encoded form; a power of two. */
    private static final int KNOWN = 64;

    /**
     * Where requests were answered from, and how: most lines of a route say the same. Texts are compared by identity, for they
     * are names of the configuration and constants.
     */
    private record Place(
            String site, String environment, String route, String release, String outcome, byte[] encoded) {
        @SuppressWarnings("ReferenceEquality")
        boolean isOf(ExchangeEvent event) {
            return route == event.route()
                    && outcome == event.outcome()
                    && release == event.release()
                    && environment == event.environment()
                    && site == event.site();
        }
    }

    private final LogRules rules;
    private final @Nullable String[] knownTexts = new @Nullable String[KNOWN];
    private final byte[][] knownBytes = new byte[KNOWN][];
    private final @Nullable Place[] places = new @Nullable Place[KNOWN];
    private final @Nullable InetAddress[] clients = new @Nullable InetAddress[KNOWN];
    private final byte[][] clientBytes = new byte[KNOWN][];
    private byte[] line = new byte[4096];
    private int length;
    private long second = Long.MIN_VALUE;
    private byte[] secondText = new byte[0];

    LineEncoder(LogRules rules) {
        this.rules = rules;
    }

    /** The bytes of the last line begin at 0 in here; {@link #length} of them. Overwritten by the next line. */
    byte[] bytes() {
        return line;
    }

    int length() {
        return length;
    }

    /** Encodes one event as one line with its line feed. */
    void encode(ExchangeEvent event) {
        length = 0;
        raw(TIME);
        time(event.startedMillis());
        raw(ZULU);
        text(ID, event.requestId());
        client(event.client());
        known(METHOD, event.method());
        known(HOST, event.host());
        text(PATH, event.path());
        text(QUERY, rules.query() || event.query().isEmpty() ? event.query() : "redacted");
        place(event);
        known(DETAIL, event.detail());
        raw(STATUS);
        number(event.status());
        raw(BYTES);
        number(event.bodyBytes());
        raw(MILLIS);
        millis(event.totalNanos());
        raw(APP_MILLIS);
        if (event.appNanos() < 0) {
            raw(NULL);
        } else {
            millis(event.appNanos());
        }
        known(APP, event.appAddress());
        raw(COMPLETE);
        raw(event.complete() ? TRUE : FALSE);
    }

    /** The network of that address: /24 for IPv4, /48 for IPv6. */
    static String network(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return (bytes[0] & 0xff) + "." + (bytes[1] & 0xff) + "." + (bytes[2] & 0xff) + ".0/24";
        }
        StringBuilder text = new StringBuilder(24);
        for (int i = 0; i < 6; i += 2) {
            text.append(Integer.toHexString((bytes[i] & 0xff) << 8 | bytes[i + 1] & 0xff))
                    .append(':');
        }
        return text.append(":/48").toString();
    }

    private void time(long millis) {
        long now = Math.floorDiv(millis, 1000L);
        if (now != second) {
            second = now;
            String instant = Instant.ofEpochSecond(now).toString();
            secondText = instant.substring(0, instant.length() - 1).getBytes(StandardCharsets.US_ASCII);
        }
        raw(secondText);
        one('.');
        thousandths((int) Math.floorMod(millis, 1000L));
    }

    /** That of one connection is the same object with each of its requests. */
    @SuppressWarnings("ReferenceEquality")
    private void client(InetAddress address) {
        int slot = System.identityHashCode(address) & KNOWN - 1;
        if (clients[slot] == address) {
            raw(clientBytes[slot]);
            return;
        }
        int from = length;
        text(CLIENT, rules.client() ? address.getHostAddress() : network(address));
        clients[slot] = address;
        clientBytes[slot] = Arrays.copyOfRange(line, from, length);
    }

    private void place(ExchangeEvent event) {
        int slot = System.identityHashCode(event.route()) * 31 + System.identityHashCode(event.outcome()) & KNOWN - 1;
        Place same = places[slot];
        if (same != null && same.isOf(event)) {
            raw(same.encoded());
            return;
        }
        int from = length;
        text(SITE, event.site());
        text(ENVIRONMENT, event.environment());
        text(ROUTE, event.route());
        text(RELEASE, event.release());
        text(OUTCOME, event.outcome());
        places[slot] = new Place(
                event.site(),
                event.environment(),
                event.route(),
                event.release(),
                event.outcome(),
                Arrays.copyOfRange(line, from, length));
    }

    /**
     * A text that comes again and again as the same object: a name of the configuration, a constant. Comparing identity is
     * enough, for a text never changes.
     */
    @SuppressWarnings("ReferenceEquality")
    private void known(byte[] name, String value) {
        int slot = System.identityHashCode(value) & KNOWN - 1;
        if (knownTexts[slot] == value) {
            raw(name);
            raw(knownBytes[slot]);
            return;
        }
        raw(name);
        int from = length;
        quoted(value);
        knownTexts[slot] = value;
        knownBytes[slot] = Arrays.copyOfRange(line, from, length);
    }

    private void text(byte[] name, String value) {
        raw(name);
        quoted(value);
    }

    private void quoted(String value) {
        one('"');
        // Six bytes are the most that one char becomes: backslash, u and four digits.
        reserve(value.length() * 6);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
                line[length++] = (byte) c;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                supplementary(Character.toCodePoint(c, value.charAt(++i)));
            } else {
                special(c);
            }
        }
        one('"');
    }

    private void special(char c) {
        if (c == '"' || c == '\\') {
            line[length++] = '\\';
            line[length++] = (byte) c;
        } else if (c < 0xa0 || Character.isSurrogate(c) || c == 0x2028 || c == 0x2029) {
            line[length++] = '\\';
            line[length++] = 'u';
            for (int shift = 12; shift >= 0; shift -= 4) {
                line[length++] = HEX[c >> shift & 0xf];
            }
        } else if (c < 0x800) {
            line[length++] = (byte) (0xc0 | c >> 6);
            line[length++] = (byte) (0x80 | c & 0x3f);
        } else {
            line[length++] = (byte) (0xe0 | c >> 12);
            line[length++] = (byte) (0x80 | c >> 6 & 0x3f);
            line[length++] = (byte) (0x80 | c & 0x3f);
        }
    }

    private void supplementary(int point) {
        line[length++] = (byte) (0xf0 | point >> 18);
        line[length++] = (byte) (0x80 | point >> 12 & 0x3f);
        line[length++] = (byte) (0x80 | point >> 6 & 0x3f);
        line[length++] = (byte) (0x80 | point & 0x3f);
    }

    private static byte[] name(String name) {
        return bytes(",\"" + name + "\":");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Milliseconds with three decimals. */
    private void millis(long nanos) {
        long micros = Math.max(0, nanos) / 1000;
        number(micros / 1000);
        one('.');
        thousandths((int) (micros % 1000));
    }

    private void thousandths(int value) {
        reserve(3);
        line[length++] = (byte) ('0' + value / 100);
        line[length++] = (byte) ('0' + value / 10 % 10);
        line[length++] = (byte) ('0' + value % 10);
    }

    private void number(long value) {
        if (value < 0) {
            one('-');
        }
        reserve(20);
        long left = Math.abs(value);
        int digits = 1;
        for (long rest = left / 10; rest > 0; rest /= 10) {
            digits++;
        }
        for (int i = length + digits - 1; i >= length; i--) {
            line[i] = (byte) ('0' + left % 10);
            left /= 10;
        }
        length += digits;
    }

    private void raw(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, line, length, bytes.length);
        length += bytes.length;
    }

    private void one(char c) {
        reserve(1);
        line[length++] = (byte) c;
    }

    private void reserve(int more) {
        if (length + more > line.length) {
            line = Arrays.copyOf(line, Math.max(length + more, line.length * 2));
        }
    }
}
