package dev.slipway.site;

import java.time.Duration;

/**
 * Sizes, counts and deadlines of the traffic side: {@code [node.limits]}.
 *
 * @param headBytes a request or response head, request line included
 * @param fields field lines in a head
 * @param requestBodyBytes the body of one request
 * @param connections open client connections
 * @param headTime from a request's first byte to the end of its head
 * @param idleTime a kept-alive connection without a request
 * @param bodyTime without progress while a body is read from, or an answer written to, a client
 * @param appConnectTime connecting to the app
 * @param appAnswerTime from the end of the request to the head of the app's answer
 * @param appBodyTime without progress while the app's answer is read
 * @param tunnelIdleTime a WebSocket without a byte either way
 * @param drainTime what runs at SIGTERM may take
 */
public record Limits(
        int headBytes,
        int fields,
        long requestBodyBytes,
        int connections,
        Duration headTime,
        Duration idleTime,
        Duration bodyTime,
        Duration appConnectTime,
        Duration appAnswerTime,
        Duration appBodyTime,
        Duration tunnelIdleTime,
        Duration drainTime) {
    public static final Limits DEFAULT = new Limits(
            32 << 10,
            100,
            1L << 30,
            10_000,
            Duration.ofSeconds(10),
            Duration.ofSeconds(75),
            Duration.ofSeconds(30),
            Duration.ofSeconds(2),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofMinutes(5),
            Duration.ofSeconds(30));
}
