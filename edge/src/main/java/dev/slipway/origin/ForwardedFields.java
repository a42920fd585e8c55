package dev.slipway.origin;

import dev.slipway.http.Fields;
import dev.slipway.http.HttpVersion;
import dev.slipway.http.RequestHead;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields that a request carries on its way from the client to the app. Pure.
 *
 * <p>Fields of one connection go no further (RFC 9110 §7.6.1); what tells the app about the client (Forwarded of
 * RFC 7239, X-Forwarded-*) is ours: replaced, and appended to only where the peer is a trusted proxy; Via is appended
 * (RFC 9110 §7.6.3).
 *
 * <pre>
 * Host: shop.localhost
 * X-Forwarded-For: 192.0.2.7
 * X-Forwarded-Proto: http
 * X-Forwarded-Host: shop.localhost
 * X-Forwarded-Port: 8080
 * Forwarded: for=192.0.2.7;host="shop.localhost";proto=http
 * Via: 1.1 slipway
 * Slipway-Release: 2026-11-22.3
 * </pre>
 */
public final class ForwardedFields {
    /** Our name in Via. */
    public static final String PSEUDONYM = "slipway";

    private static final String VIA_1_1 = "1.1 " + PSEUDONYM;

    private ForwardedFields() {}

    /**
     * The last step of the request's way to us.
     *
     * @param peer the connection's other end
     * @param trusted whether it is a trusted proxy, whose own forwarded fields are believed
     * @param scheme {@code http} or {@code https}, as the peer reached us
     * @param port the port that the peer reached
     */
    public record Hop(InetAddress peer, boolean trusted, String scheme, int port) {}

    /**
     * Whether this request has been here before: Via names us, so the app's address leads back to us. The caller
     * answers 508.
     */
    public static boolean isLoop(Fields fields) {
        for (String line : fields.all("Via")) {
            for (String member : line.split(",", -1)) {
                String[] parts = member.strip().split("[ \t]+", -1);
                if (parts.length >= 2 && parts[1].equalsIgnoreCase(PSEUDONYM)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether an OPTIONS may go no further than here (RFC 9110 §7.6.2). */
    public static boolean isLastHop(RequestHead head) {
        String hops = head.method().equals("OPTIONS") ? head.fields().get("Max-Forwards") : null;
        return hops != null && hops.matches("0+");
    }

    private static String oneLess(String hops) {
        return hops.matches("[0-9]{1,9}") ? Integer.toString(Math.max(0, Integer.parseInt(hops) - 1)) : hops;
    }

    /**
     * The fields for the app, all but X-Request-Id, the only one that is another's with each request; framing is left to whoever
     * writes them.
     *
     * @param release the live release, or null where there is none
     */
    public static Fields toApp(RequestHead head, Hop hop, @Nullable String release) {
        Fields sent = head.fields();
        Set<String> named = HopByHop.named(sent);
        Map<String, String> spellings = spellings(sent);
        Fields.Builder kept = Fields.builder().add("Host", head.authority());
        for (int i = 0; i < sent.size(); i++) {
            String name = sent.name(i);
            String folded = folded(name);
            if (!isReplaced(folded, hop.trusted())
                    && !HopByHop.isAlways(folded)
                    && !HopByHop.isAmong(named, name)
                    && !isShadow(name, spellings)) {
                boolean counted =
                        name.equalsIgnoreCase("Max-Forwards") && head.method().equals("OPTIONS");
                kept.add(name, counted ? oneLess(sent.value(i)) : sent.value(i));
            }
        }
        forwarded(kept, head, hop);
        String via = sent.joined("Via");
        String mine = head.version() == HttpVersion.HTTP_1_1
                ? VIA_1_1
                : head.version().text() + " " + PSEUDONYM;
        kept.add("Via", via == null || via.isBlank() ? mine : via + ", " + mine);
        if (release != null) {
            kept.add("Slipway-Release", release);
        }
        return kept.build();
    }

    /**
     * The fields of a request without those that the app does not get from this client, though it might from another: what
     * Connection names, and what only a trusted proxy may say. A response must not be kept as depending on these.
     */
    public static Fields ofRequest(Fields fields, boolean trusted) {
        if (!hasConditional(fields, trusted)) {
            return fields;
        }
        Set<String> named = HopByHop.named(fields);
        Fields.Builder kept = Fields.builder();
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.name(i);
            if (!HopByHop.isAmong(named, name) && (trusted || !isForwarding(name.toLowerCase(Locale.ROOT)))) {
                kept.add(name, fields.value(i));
            }
        }
        return kept.build();
    }

    /** Asked of every request, hence without making anything. */
    private static boolean hasConditional(Fields fields, boolean trusted) {
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.name(i);
            if (name.equalsIgnoreCase("Connection") && !HopByHop.namesNothing(fields.value(i))
                    || !trusted
                            && (name.regionMatches(true, 0, "X-Forwarded-", 0, 12)
                                    || name.equalsIgnoreCase("X-Real-IP")
                                    || name.equalsIgnoreCase("Forwarded"))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isForwarding(String name) {
        return switch (name) {
            case "forwarded", "x-real-ip" -> true;
            default -> name.startsWith("x-forwarded-") && isReplaced(name, false);
        };
    }

    /** The fields of an answer from the app without those of its connection and its framing; Content-Length is kept. */
    public static Fields ofResponse(Fields fields) {
        return HopByHop.ofResponse(fields, true);
    }

    private static void forwarded(Fields.Builder kept, RequestHead head, Hop hop) {
        Fields sent = head.fields();
        boolean trusted = hop.trusted();
        String peer = literal(hop.peer());
        kept.add("X-Forwarded-For", appended(trusted ? sent.joined("X-Forwarded-For") : null, peer));
        kept.add("X-Forwarded-Proto", believed(trusted, sent, "X-Forwarded-Proto", hop.scheme()));
        kept.add("X-Forwarded-Host", believed(trusted, sent, "X-Forwarded-Host", head.authority()));
        kept.add("X-Forwarded-Port", believed(trusted, sent, "X-Forwarded-Port", Integer.toString(hop.port())));
        kept.add("Forwarded", appended(trusted ? sent.joined("Forwarded") : null, element(head, hop, peer)));
    }

    private static String appended(@Nullable String before, String mine) {
        return before == null || before.isBlank() ? mine : before + ", " + mine;
    }

    /** A field about the client's own request: the trusted proxy in front saw it, we saw only the proxy's. */
    private static String believed(boolean trusted, Fields sent, String name, String mine) {
        String theirs = trusted ? sent.get(name) : null;
        return theirs == null || theirs.isBlank() ? mine : theirs;
    }

    /** One element of Forwarded (RFC 7239 §4); IPv6 addresses are bracketed and quoted (§6). */
    private static String element(RequestHead head, Hop hop, String peer) {
        String node = hop.peer() instanceof Inet6Address ? "\"[" + peer + "]\"" : peer;
        return "for=" + node + ";host=\"" + escaped(head.authority()) + "\";proto=" + hop.scheme();
    }

    /** The address without a zone, which means nothing on another machine. */
    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    /** The name as WSGI and CGI take it. */
    private static String folded(String name) {
        return name.indexOf('_') < 0 ? name : name.replace('_', '-');
    }

    /**
     * Names, folded, whose value is ours alone or handled apart. Asked of every field, hence by length first, without a copy in
     * lower case.
     */
    private static boolean isReplaced(String name, boolean trusted) {
        return switch (name.length()) {
            case 3 -> name.equalsIgnoreCase("via");
            case 4 -> name.equalsIgnoreCase("host");
            case 6 -> name.equalsIgnoreCase("expect");
            case 9 -> name.equalsIgnoreCase("forwarded") || !trusted && name.equalsIgnoreCase("x-real-ip");
            case 12 -> name.equalsIgnoreCase("x-request-id");
            case 14 -> name.equalsIgnoreCase("content-length");
            case 15 ->
                name.equalsIgnoreCase("x-forwarded-for")
                        || name.equalsIgnoreCase("slipway-release")
                        || !trusted && name.equalsIgnoreCase("x-forwarded-ssl");
            case 16 -> name.equalsIgnoreCase("x-forwarded-host") || name.equalsIgnoreCase("x-forwarded-port");
            case 17 -> name.equalsIgnoreCase("x-forwarded-proto");
            // Not set by us, but apps believe them: only a trusted proxy may say them.
            case 18 ->
                !trusted
                        && (name.equalsIgnoreCase("x-forwarded-server")
                                || name.equalsIgnoreCase("x-forwarded-prefix")
                                || name.equalsIgnoreCase("x-forwarded-scheme"));
            default -> false;
        };
    }

    /**
     * For each name as WSGI and CGI fold it, the spelling that is passed on: the one of hyphens, else the first. Empty where no
     * name has anything to fold.
     */
    private static Map<String, String> spellings(Fields fields) {
        if (!hasUnderscore(fields)) {
            return Map.of();
        }
        Map<String, String> spellings = new HashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.name(i).toLowerCase(Locale.ROOT);
            String folded = name.replace('_', '-');
            if (folded.equals(name)) {
                spellings.put(folded, name);
            } else {
                spellings.putIfAbsent(folded, name);
            }
        }
        return spellings;
    }

    /**
     * Whether WSGI and CGI would take this name for another that is sent as well: both become HTTP_A_B there, so an
     * attacker could overwrite what we set.
     */
    private static boolean isShadow(String name, Map<String, String> spellings) {
        return name.indexOf('_') >= 0
                && !name.toLowerCase(Locale.ROOT)
                        .equals(spellings.get(folded(name).toLowerCase(Locale.ROOT)));
    }

    private static boolean hasUnderscore(Fields fields) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.name(i).indexOf('_') >= 0) {
                return true;
            }
        }
        return false;
    }
}
