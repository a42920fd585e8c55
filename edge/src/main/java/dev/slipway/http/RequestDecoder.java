package dev.slipway.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the head of an HTTP/1.1 request, strictly: whatever two readers might understand differently is refused
 * (RFC 9112, and its §11 on smuggling). Pure: bytes in, record or refusal out.
 */
public final class RequestDecoder {
    private static final byte[] HTTP_1_1 = "HTTP/1.1".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] HTTP_1_0 = "HTTP/1.0".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] HTTP = "HTTP/".getBytes(StandardCharsets.ISO_8859_1);
    private static final int LENGTH_DIGITS = 18;

    private RequestDecoder() {}

    /**
     * The request whose head fills {@code bytes} up to {@code length}, the empty line included.
     *
     * @param most the number of field lines allowed
     * @param known parts of requests that were decoded before, to which this one's are added
     * @throws Refused with the status to answer and the reason's code
     */
    public static RequestFraming decode(byte[] bytes, int length, int most, KnownParts known) throws Refused {
        int lineEnd = FieldDecoder.endOfLine(bytes, 0, length);
        int methodEnd = space(bytes, 0, lineEnd);
        int targetEnd = space(bytes, methodEnd + 1, lineEnd);
        if (!Octets.isToken(bytes, 0, methodEnd)) {
            throw new Refused(400, "bad-method");
        }
        int minor = minorVersion(bytes, targetEnd + 1, lineEnd);
        RequestTarget origin = originForm(bytes, methodEnd + 1, targetEnd, known);
        String other = origin == null ? text(bytes, methodEnd + 1, targetEnd) : "";
        Asked asked = new Asked(method(bytes, methodEnd), origin, other);
        if (minor == 0) {
            return framing(asked, decodeFields(bytes, lineEnd + 2, length, most), 0);
        }
        KnownParts.Section section = known.section(bytes, lineEnd + 2, length);
        if (section != null) {
            RequestHead head = new RequestHead(
                    asked.method,
                    target(asked, section.authority()),
                    section.authority(),
                    section.host(),
                    section.fields(),
                    HttpVersion.HTTP_1_1);
            return new RequestFraming(head, 0, section.keepAlive(), section.expectsContinue());
        }
        RequestFraming framing = framing(asked, decodeFields(bytes, lineEnd + 2, length, most), 1);
        known.keep(bytes, lineEnd + 2, length, framing);
        return framing;
    }

    /**
     * What the request line asks for.
     *
     * @param origin the target where it is in origin form
     * @param other the target as sent where it is in another form, which the host is needed for to understand
     */
    private record Asked(String method, @Nullable RequestTarget origin, String other) {}

    private static @Nullable RequestTarget originForm(byte[] bytes, int from, int to, KnownParts known) throws Refused {
        RequestTarget before = known.target(bytes, from, to);
        if (before != null) {
            return before;
        }
        if (!Octets.isTarget(bytes, from, to)) {
            throw new Refused(400, "bad-target");
        }
        if (bytes[from] != '/') {
            return null;
        }
        RequestTarget target = RequestTarget.parse(text(bytes, from, to));
        known.keep(bytes, from, to, target);
        return target;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static Fields decodeFields(byte[] bytes, int from, int to, int most) throws Refused {
        return withoutShadows(FieldDecoder.decode(bytes, from, to, most));
    }

    private static RequestFraming framing(Asked asked, Fields fields, int minor) throws Refused {
        String host = host(fields);
        RequestHead head = new RequestHead(
                asked.method,
                target(asked, host),
                host,
                fields,
                minor == 1 ? HttpVersion.HTTP_1_1 : HttpVersion.HTTP_1_0);
        return new RequestFraming(
                head, bodyLength(fields, minor), keepAlive(fields, minor), expectsContinue(fields, minor));
    }

    private static int space(byte[] bytes, int from, int to) throws Refused {
        for (int i = from; i < to; i++) {
            if (bytes[i] == ' ') {
                return i;
            }
        }
        throw new Refused(400, "bad-request-line");
    }

    private static int minorVersion(byte[] bytes, int from, int to) throws Refused {
        if (Octets.equal(bytes, from, to, HTTP_1_1)) {
            return 1;
        }
        if (Octets.equal(bytes, from, to, HTTP_1_0)) {
            return 0;
        }
        boolean wellFormed = to - from == 8
                && Octets.equal(bytes, from, from + 5, HTTP)
                && Character.isDigit(bytes[from + 5])
                && bytes[from + 6] == '.'
                && Character.isDigit(bytes[from + 7]);
        throw new Refused(wellFormed ? 505 : 400, "bad-version");
    }

    private static String method(byte[] bytes, int end) {
        if (end == 3 && bytes[0] == 'G' && bytes[1] == 'E' && bytes[2] == 'T') {
            return "GET";
        }
        return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
    }

    /** RFC 9112 §3.2: origin form, absolute form that agrees with Host, or the asterisk of OPTIONS. */
    private static RequestTarget target(Asked asked, String host) throws Refused {
        String method = asked.method;
        if (method.equals("CONNECT") || method.equals("TRACE")) {
            throw new Refused(405, "method-not-offered");
        }
        if (asked.origin != null) {
            return asked.origin;
        }
        String target = asked.other;
        if (target.equals("*")) {
            if (!method.equals("OPTIONS")) {
                throw new Refused(400, "bad-target");
            }
            return RequestTarget.ASTERISK;
        }
        int scheme = target.indexOf("://");
        String name = scheme < 0 ? "" : target.substring(0, scheme).toLowerCase(Locale.ROOT);
        if (!name.equals("http") && !name.equals("https")) {
            throw new Refused(400, "bad-target");
        }
        int path = firstOf(target, scheme + 3);
        String authority = target.substring(scheme + 3, path).toLowerCase(Locale.ROOT);
        if (!withoutEmptyPort(authority).equals(host)) {
            throw new Refused(400, "target-disagrees-with-host");
        }
        String rest = target.substring(path);
        if (rest.isEmpty() && method.equals("OPTIONS")) {
            // RFC 9112 §3.2.4: without path and query it asks about the server as a whole.
            return RequestTarget.ASTERISK;
        }
        return RequestTarget.parse(rest.startsWith("/") ? rest : "/" + rest);
    }

    private static int firstOf(String target, int from) {
        for (int i = from; i < target.length(); i++) {
            if (target.charAt(i) == '/' || target.charAt(i) == '?') {
                return i;
            }
        }
        return target.length();
    }

    /** RFC 9110 §7.2 and RFC 9112 §3.2: exactly one Host, well formed. */
    private static String host(Fields fields) throws Refused {
        String sent = only(fields, "Host", "repeated-host");
        if (sent == null) {
            throw new Refused(400, "missing-host");
        }
        return authority(sent);
    }

    /** The host and port in lower case, where they are well formed (RFC 9110 §4.2.1, §7.2). */
    static String authority(String sent) throws Refused {
        String host = withoutEmptyPort(sent);
        int portColon = host.lastIndexOf(':');
        boolean literal = host.startsWith("[");
        if (literal && portColon < host.indexOf(']')) {
            portColon = -1;
        }
        String name = portColon < 0 ? host : host.substring(0, portColon);
        boolean good = literal ? name.matches("\\[[0-9a-fA-F:.]{2,45}]") : Octets.isHost(name) && name.indexOf(',') < 0;
        if (!good || portColon >= 0 && !isPort(host.substring(portColon + 1))) {
            throw new Refused(400, "bad-host");
        }
        return lowerCase(host);
    }

    /** RFC 3986 §3.2.3 allows a colon without a port behind it, and §6.2.3 says that it means the same as none. */
    private static String withoutEmptyPort(String authority) {
        return authority.endsWith(":") ? authority.substring(0, authority.length() - 1) : authority;
    }

    private static String lowerCase(String host) {
        for (int i = 0; i < host.length(); i++) {
            if (host.charAt(i) >= 'A' && host.charAt(i) <= 'Z') {
                return host.toLowerCase(Locale.ROOT);
            }
        }
        return host;
    }

    private static boolean isPort(String text) {
        if (text.isEmpty() || text.length() > 5) {
            return false;
        }
        int port = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            port = port * 10 + (c - '0');
        }
        return port <= 65_535;
    }

    /** RFC 9112 §6.3: one unambiguous length, or chunked alone. */
    private static long bodyLength(Fields fields, int minor) throws Refused {
        String coding = only(fields, "Transfer-Encoding", "repeated-transfer-encoding");
        String length = only(fields, "Content-Length", "repeated-content-length");
        if (coding != null) {
            if (length != null) {
                throw new Refused(400, "length-and-transfer-encoding");
            }
            if (minor == 0) {
                throw new Refused(400, "transfer-encoding-in-http-1.0");
            }
            if (!coding.equalsIgnoreCase("chunked")) {
                // §6.3: without chunked at the end the length is unknown, a 400; §6.1: a coding before it is a 501.
                throw new Refused(isOtherThenChunked(coding) ? 501 : 400, "unknown-transfer-encoding");
            }
            return RequestFraming.CHUNKED;
        }
        return length == null ? 0 : contentLength(length);
    }

    private static boolean isOtherThenChunked(String codings) {
        int comma = codings.lastIndexOf(',');
        return comma > 0
                && codings.substring(comma + 1).strip().equalsIgnoreCase("chunked")
                && !codings.substring(0, comma).toLowerCase(Locale.ROOT).contains("chunked");
    }

    static long contentLength(String text) throws Refused {
        if (text.isEmpty() || text.length() > LENGTH_DIGITS) {
            throw new Refused(400, "bad-content-length");
        }
        long length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                throw new Refused(400, "bad-content-length");
            }
            length = length * 10 + (c - '0');
        }
        return length;
    }

    static @Nullable String only(Fields fields, String name, String reason) throws Refused {
        String found = null;
        for (int i = 0; i < fields.size(); i++) {
            String line = fields.name(i);
            if (line.length() != name.length() || !line.equalsIgnoreCase(name)) {
                continue;
            }
            if (found != null) {
                throw new Refused(400, reason);
            }
            found = fields.value(i);
        }
        return found;
    }

    private static boolean keepAlive(Fields fields, int minor) {
        String connection = fields.joined("Connection");
        if (connection == null) {
            return minor == 1;
        }
        boolean keep = minor == 1;
        for (String option : connection.split(",", -1)) {
            if (option.trim().equalsIgnoreCase("close")) {
                return false;
            }
            keep |= option.trim().equalsIgnoreCase("keep-alive");
        }
        return keep;
    }

    /** RFC 9110 §10.1.1: in HTTP/1.0 the expectation is ignored, because such a client cannot take a 100. */
    static boolean expectsContinue(Fields fields, int minor) throws Refused {
        String expectations = fields.joined("Expect");
        if (expectations == null) {
            return false;
        }
        boolean expected = false;
        for (String member : expectations.split(",", -1)) {
            String expectation = member.strip();
            // RFC 9110 §5.6.1.2: empty members of a list are ignored.
            if (!expectation.isEmpty() && !expectation.equalsIgnoreCase("100-continue")) {
                throw new Refused(417, "unknown-expectation");
            }
            expected |= !expectation.isEmpty();
        }
        return minor == 1 && expected;
    }

    /**
     * The fields without those whose name has an underscore where another's has a hyphen: WSGI and CGI fold the two into
     * one variable, so the underscore one could stand in for a field that the edge sets or checks.
     */
    static Fields withoutShadows(Fields fields) {
        Fields.Builder kept = null;
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.name(i);
            if (name.indexOf('_') < 0 || !fields.contains(name.replace('_', '-'))) {
                continue;
            }
            if (kept == null) {
                kept = fields.toBuilder();
            }
            kept.remove(name);
        }
        return kept == null ? fields : kept.build();
    }
}
