package dev.slipway.telemetry;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

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
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final LogRules rules;
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
        ascii("{\"time\":\"");
        time(event.startedMillis());
        ascii("\"");
        text("id", event.requestId());
        text("client", rules.client() ? event.client() : network(event.client()));
        text("method", event.method());
        text("host", event.host());
        text("path", event.path());
        text("query", rules.query() || event.query().isEmpty() ? event.query() : "redacted");
        text("site", event.site());
        text("environment", event.environment());
        text("route", event.route());
        text("release", event.release());
        text("outcome", event.outcome());
        text("detail", event.detail());
        name("status");
        number(event.status());
        name("bytes");
        number(event.bodyBytes());
        name("ms");
        millis(event.totalNanos());
        name("app_ms");
        if (event.appNanos() < 0) {
            ascii("null");
        } else {
            millis(event.appNanos());
        }
        text("app", event.appAddress());
        name("complete");
        ascii(event.complete() ? "true}\n" : "false}\n");
    }

    /** The network of that address: /24 for IPv4, /48 for IPv6; empty where it is no address. */
    static String network(String client) {
        try {
            InetAddress address = InetAddress.ofLiteral(client);
            byte[] bytes = address.getAddress();
            boolean v4 = address instanceof Inet4Address;
            Arrays.fill(bytes, v4 ? 3 : 6, bytes.length, (byte) 0);
            if (v4) {
                return (bytes[0] & 0xff) + "." + (bytes[1] & 0xff) + "." + (bytes[2] & 0xff) + ".0/24";
            }
            StringBuilder text = new StringBuilder(24);
            for (int i = 0; i < 6; i += 2) {
                text.append(Integer.toHexString((bytes[i] & 0xff) << 8 | bytes[i + 1] & 0xff))
                        .append(':');
            }
            return text.append(":/48").toString();
        } catch (IllegalArgumentException e) {
            // Not an address, so nothing of it can be said to be a network: better empty than in full.
            return "";
        }
    }

    private void time(long millis) {
        long now = Math.floorDiv(millis, 1000L);
        if (now != second) {
            second = now;
            String instant = Instant.ofEpochSecond(now).toString();
            secondText = instant.substring(0, instant.length() - 1).getBytes(StandardCharsets.US_ASCII);
        }
        reserve(secondText.length);
        System.arraycopy(secondText, 0, line, length, secondText.length);
        length += secondText.length;
        ascii(".");
        thousandths((int) Math.floorMod(millis, 1000L));
        ascii("Z");
    }

    private void text(String name, String value) {
        name(name);
        ascii("\"");
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
        ascii("\"");
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

    private void name(String name) {
        ascii(",\"");
        ascii(name);
        ascii("\":");
    }

    /** Milliseconds with three decimals. */
    private void millis(long nanos) {
        long micros = Math.max(0, nanos) / 1000;
        number(micros / 1000);
        ascii(".");
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
            ascii("-");
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

    private void ascii(String text) {
        reserve(text.length());
        for (int i = 0; i < text.length(); i++) {
            line[length++] = (byte) text.charAt(i);
        }
    }

    private void reserve(int more) {
        if (length + more > line.length) {
            line = Arrays.copyOf(line, Math.max(length + more, line.length * 2));
        }
    }
}
