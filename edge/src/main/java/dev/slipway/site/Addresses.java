package dev.slipway.site;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The forms that addresses take. No reader asks the name service; each answers null to what it does not know. */
final class Addresses {
    /** {@code sun_path} of Linux holds 108 bytes with its end. */
    private static final int LONGEST_SOCKET_PATH = 107;

    private static final String HTTP = "http://";
    private static final String HTTPS = "https://";
    private static final String UNIX = "unix:";

    private Addresses() {}

    /** {@code 127.0.0.1:8080}, {@code [::1]:8080}, {@code localhost:8080}, each also after {@code http://}. */
    static @Nullable InetSocketAddress listen(String text) {
        String bare = text.startsWith(HTTP) ? text.substring(HTTP.length()) : text;
        int colon = bare.lastIndexOf(':');
        int port = colon < 0 ? -1 : port(bare.substring(colon + 1), 0);
        if (port < 0) {
            return null;
        }
        InetAddress host = literal(bare.substring(0, colon));
        return host == null ? null : new InetSocketAddress(host, port);
    }

    /** The same for traffic, also after {@code https://}: then connections begin with TLS. */
    static @Nullable ListenAddress traffic(String text) {
        boolean tls = text.startsWith(HTTPS);
        InetSocketAddress address = listen(tls ? text.substring(HTTPS.length()) : text);
        boolean twice = tls && text.startsWith(HTTP, HTTPS.length());
        return address == null || twice ? null : new ListenAddress(address, tls);
    }

    private static @Nullable InetAddress literal(String host) {
        if (host.equals("localhost")) {
            return InetAddress.getLoopbackAddress();
        }
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (!bracketed && host.indexOf(':') >= 0) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(bracketed ? host.substring(1, host.length() - 1) : host);
        } catch (IllegalArgumentException notLiteral) {
            return null;
        }
    }

    /** {@code http://127.0.0.1:8001}, port 80 where none is named, or {@code unix:/run/shop.sock}. */
    static @Nullable AppAddress app(String text) {
        if (text.startsWith(UNIX)) {
            String path = text.substring(UNIX.length());
            boolean fits = path.getBytes(StandardCharsets.UTF_8).length <= LONGEST_SOCKET_PATH;
            return Values.filePath(path) == null || !fits ? null : new AppAddress.Unix(Path.of(path));
        }
        if (!text.startsWith(HTTP)) {
            return null;
        }
        String authority = text.substring(HTTP.length());
        if (authority.endsWith("/")) {
            authority = authority.substring(0, authority.length() - 1);
        }
        int colon = authority.lastIndexOf(':');
        boolean named = colon > authority.lastIndexOf(']');
        int port = named ? port(authority.substring(colon + 1), 1) : 80;
        String host = Values.host(named ? authority.substring(0, colon) : authority);
        if (port < 0 || host == null || host.startsWith("[") && literal(host) == null) {
            return null;
        }
        return new AppAddress.Tcp(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
    }

    /** What to do about an address of the app that was refused. */
    static String appAdvice(String text) {
        if (text.startsWith("https://")) {
            return "TLS towards the app is not there yet: name the address where it speaks plain HTTP.";
        }
        if (app(HTTP + text) != null) {
            return "Write it \"" + HTTP + text + "\".";
        }
        return text.startsWith("/") ? "Write it \"" + UNIX + text + "\"." : Complaint.CORRECT_AND_RETRY;
    }

    static @Nullable AddressRange range(String text) {
        try {
            return AddressRange.parse(text);
        } catch (IllegalArgumentException notRange) {
            return null;
        }
    }

    private static int port(String digits, int least) {
        if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        int port = Integer.parseInt(digits);
        return port < least || port > 65_535 ? -1 : port;
    }
}
