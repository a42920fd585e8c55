package dev.slipway.http;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes a request of the lines of a field block, strictly (RFC 9113 §8.2, §8.3): what an HTTP/1.1 connection would refuse is
 * refused here as well, for the app is asked over HTTP/1.1. One for each block.
 */
public final class Http2RequestDecoder {
    private static final int EXPECTED_LINES = 32;

    /** What the request line of HTTP/1.1 may have, so that a URL works over both or over none. */
    private static final int TARGET_BYTES = 8 << 10;

    private final int mostBytes;
    private final int mostLines;
    private String[] lines = new String[EXPECTED_LINES];
    private int used;
    private long bytes;
    private int count;
    private String problem = "";
    private boolean regular;
    private @Nullable String method;
    private @Nullable String scheme;
    private @Nullable String path;
    private @Nullable String authority;
    private @Nullable String protocol;
    private @Nullable StringBuilder cookies;

    /**
     * @param mostBytes of all lines, each counted as RFC 7541 §4.1 does
     * @param mostLines cookie crumbs and pseudo fields included
     */
    public Http2RequestDecoder(int mostBytes, int mostLines) {
        this.mostBytes = mostBytes;
        this.mostLines = mostLines;
    }

    /**
     * Decodes a whole block; its lines are known afterwards.
     *
     * @throws MalformedBlock where the connection cannot go on
     */
    public void decode(HpackDecoder decoder, byte[] block, int length, HpackDecoder.Scratch scratch)
            throws MalformedBlock {
        decoder.decode(block, length, scratch, this::line);
    }

    private void line(HpackEntry line) {
        bytes += line.size();
        count++;
        if (isTooLarge() || !problem.isEmpty()) {
            return;
        }
        if (!line.problem().isEmpty()) {
            problem = line.problem();
        } else if (line.name().charAt(0) == ':') {
            pseudo(line.name(), line.value());
        } else {
            regular = true;
            regular(line.name(), line.value());
        }
    }

    /** The size of all lines, each counted as RFC 7541 §4.1 does. */
    public long size() {
        return bytes;
    }

    private boolean isTooLarge() {
        return bytes > mostBytes || count > mostLines;
    }

    private void pseudo(String name, String value) {
        if (regular) {
            problem = "pseudo-field-behind-others";
            return;
        }
        switch (name) {
            case ":method" -> method = first(method, value);
            case ":scheme" -> scheme = first(scheme, value);
            case ":path" -> path = first(path, value);
            case ":authority" -> authority = first(authority, value);
            case ":protocol" -> protocol = first(protocol, value);
            default -> problem = "unknown-pseudo-field";
        }
    }

    private String first(@Nullable String before, String value) {
        if (before != null) {
            problem = "repeated-pseudo-field";
        }
        return value;
    }

    private void regular(String name, String value) {
        switch (name.toLowerCase(Locale.ROOT)) {
            case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade" ->
                problem = "connection-field";
            case "te" -> {
                if (!value.equalsIgnoreCase("trailers")) {
                    problem = "connection-field";
                }
            }
            // Crumbs become one line again for an app that is asked over HTTP/1.1 (§8.2.3).
            case "cookie" -> {
                if (cookies == null) {
                    cookies = new StringBuilder(value);
                } else {
                    cookies.append("; ").append(value);
                }
            }
            default -> add(name, value);
        }
    }

    private void add(String name, String value) {
        if (used == lines.length) {
            lines = Arrays.copyOf(lines, 2 * used);
        }
        lines[used++] = name;
        lines[used++] = value;
    }

    /**
     * The request.
     *
     * @throws Refused 400 where it is malformed (§8.1.1), 414 or 431 where it is too large, or as an HTTP/1.1 request would be
     */
    public Http2Request request() throws Refused {
        if (isTooLarge()) {
            throw new Refused(431, count > mostLines ? "too-many-fields" : "head-too-large");
        }
        check();
        String asked = method == null ? "" : method;
        boolean connect = asked.equals("CONNECT");
        if (connect && protocol == null || asked.equals("TRACE")) {
            throw new Refused(405, "method-not-offered");
        }
        if (cookies != null) {
            add("Cookie", cookies.toString());
        }
        Fields sent = RequestDecoder.withoutShadows(used == 0 ? Fields.EMPTY : Fields.of(Arrays.copyOf(lines, used)));
        String host = host(sent);
        String length = RequestDecoder.only(sent, "Content-Length", "repeated-content-length");
        RequestHead head =
                new RequestHead(connect ? "GET" : asked, target(asked), host, withHost(sent, host), HttpVersion.HTTP_2);
        return new Http2Request(
                head,
                length == null ? -1 : RequestDecoder.contentLength(length),
                RequestDecoder.expectsContinue(sent, 1),
                protocol);
    }

    /** RFC 9113 §8.3.1 and RFC 8441 §4: which pseudo fields there must be, and may be. */
    private void check() throws Refused {
        if (!problem.isEmpty()) {
            throw new Refused(400, problem);
        }
        String asked = method;
        if (asked == null || asked.isEmpty() || !isToken(asked)) {
            throw new Refused(400, "bad-method");
        }
        if (asked.equals("CONNECT") && protocol == null) {
            return;
        }
        if (protocol != null && !asked.equals("CONNECT")) {
            throw new Refused(400, "protocol-without-connect");
        }
        if (scheme == null || !scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
            throw new Refused(400, "bad-scheme");
        }
        if (path == null || path.isEmpty()) {
            throw new Refused(400, "bad-target");
        }
    }

    private static boolean isToken(String text) {
        byte[] octets = text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        return Octets.isToken(octets, 0, octets.length);
    }

    private RequestTarget target(String asked) throws Refused {
        String given = path == null ? "" : path;
        if (given.equals("*") && asked.equals("OPTIONS")) {
            return RequestTarget.ASTERISK;
        }
        if (given.length() > TARGET_BYTES) {
            throw new Refused(414, "target-too-long");
        }
        byte[] octets = given.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        if (!given.startsWith("/") || !Octets.isTarget(octets, 0, octets.length)) {
            throw new Refused(400, "bad-target");
        }
        return RequestTarget.parse(given);
    }

    /** RFC 9113 §8.3.1: the authority, or Host in its place; where both are sent they must be the same. */
    private String host(Fields sent) throws Refused {
        String host = RequestDecoder.only(sent, "Host", "repeated-host");
        if (authority == null && host == null) {
            throw new Refused(400, "missing-host");
        }
        String chosen = RequestDecoder.authority(authority != null ? authority : host == null ? "" : host);
        if (authority != null && host != null && !RequestDecoder.authority(host).equals(chosen)) {
            throw new Refused(400, "authority-disagrees-with-host");
        }
        return chosen;
    }

    private static Fields withHost(Fields sent, String host) {
        return sent.contains("Host") ? sent : sent.toBuilder().add("Host", host).build();
    }

    /**
     * Whether the lines may be trailers: no pseudo field, none that is malformed (§8.1). They are dropped either way.
     *
     * @throws Refused where they make the request malformed
     */
    public void checkTrailers() throws Refused {
        if (isTooLarge()) {
            throw new Refused(431, "trailers-too-large");
        }
        if (!problem.isEmpty()) {
            throw new Refused(400, problem);
        }
        if (method != null || scheme != null || path != null || authority != null || protocol != null) {
            throw new Refused(400, "pseudo-field-in-trailers");
        }
    }
}
