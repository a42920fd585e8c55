package dev.slipway.telemetry;

import java.net.InetAddress;

/**
 * What is known of one finished exchange. One is made per request, so it holds references only, nothing formatted.
 *
 * @param startedMillis when its first byte came, milliseconds since 1970
 * @param requestId the id that went to the app and into the log; empty where there is no log
 * @param client the client's address, after trusted proxies
 * @param method as sent
 * @param host as asked for
 * @param path as sent, without query
 * @param query as sent, without the question mark; empty where there is none
 * @param site the site, or empty
 * @param environment the environment, or empty
 * @param route the route's name, or empty
 * @param release the live release, or empty
 * @param outcome what was done, as in Cache-Status: {@code release}, {@code bypass}, {@code redirect}, {@code refused}, …
 * @param detail why, in words; may be empty
 * @param status as sent; 0 where nothing was sent
 * @param bodyBytes sent after the head
 * @param complete whether the answer was written whole
 * @param totalNanos from first byte to last byte written
 * @param appNanos from asking the app to its head; -1 where it was not asked
 * @param appAddress which process answered, or empty
 * @param cache what the cache has to do with it
 */
public record ExchangeEvent(
        long startedMillis,
        String requestId,
        InetAddress client,
        String method,
        String host,
        String path,
        String query,
        String site,
        String environment,
        String route,
        String release,
        String outcome,
        String detail,
        int status,
        long bodyBytes,
        boolean complete,
        long totalNanos,
        long appNanos,
        String appAddress,
        CacheUse cache) {
    private static final String CUT = "…";

    /** The same with none of the texts that its client may have made longer than that; those that were end in an ellipsis. */
    ExchangeEvent shortened(int chars) {
        if (path.length() <= chars
                && query.length() <= chars
                && host.length() <= chars
                && method.length() <= chars
                && detail.length() <= chars
                && requestId.length() <= chars) {
            return this;
        }
        return new ExchangeEvent(
                startedMillis,
                shortened(requestId, chars),
                client,
                shortened(method, chars),
                shortened(host, chars),
                shortened(path, chars),
                shortened(query, chars),
                site,
                environment,
                route,
                release,
                outcome,
                shortened(detail, chars),
                status,
                bodyBytes,
                complete,
                totalNanos,
                appNanos,
                appAddress,
                cache);
    }

    private static String shortened(String text, int chars) {
        return text.length() <= chars ? text : text.substring(0, chars - CUT.length()) + CUT;
    }
}
