package dev.slipway.exchange;

import dev.slipway.body.Body;
import dev.slipway.http.Fields;
import dev.slipway.http.PreparedHead;
import dev.slipway.http.Reason;
import dev.slipway.http.ResponseHead;
import dev.slipway.release.FileEntry;
import dev.slipway.site.Route;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The errors that the edge itself answers, never to be stored: the route's own page where it names one, else a few plain
 * lines that say what failed and whether to try again.
 */
final class ErrorAnswers {
    private static final Map<String, String> ADVICE = Map.of(
            "unknown-host",
                    "No site on this node answers to that host name. Check the name, or `hosts` in slipway.toml.",
            "no-route", "No route of this site takes that path.",
            "no-such-file", "No release that is held has a file of that name. Asking again will not help.",
            "app-unreachable", "The app does not answer at the moment. Trying again shortly is safe for GET requests.",
            "app-timeout", "The app did not answer in time. Trying again is safe for GET requests only.",
            "app-broken-answer",
                    "The app's answer broke off or was malformed. Trying again is safe for GET requests only.",
            "loop", "The request has passed this edge before: its app address points back at the edge.");

    private final ReadyFiles ready;

    ErrorAnswers(ReadyFiles ready) {
        this.ready = ready;
    }

    void answer(Exchange exchange, int status, String detail) {
        answer(exchange, status, detail, Fields.EMPTY);
    }

    /** Answers with that status; {@code more} adds fields such as Allow. */
    void answer(Exchange exchange, int status, String detail, Fields more) {
        Route route = exchange.route();
        FileEntry page = route == null ? null : page(exchange, route, status);
        if (route == null || page == null) {
            plain(exchange, status, detail, more);
            return;
        }
        String release = page.fingerprinted() ? "" : exchange.live().files().release();
        ready.get(new ReadyFiles.Key(page, null, route, release, exchange.isIndexed()))
                .whenCompleteAsync(
                        (file, failure) -> {
                            if (file == null) {
                                plain(exchange, status, detail, more);
                                return;
                            }
                            Body body = file.part(0, file.size());
                            send(exchange, status, detail, more, page.mediaType(), file.size(), body);
                        },
                        exchange.request().loop());
    }

    private static @Nullable FileEntry page(Exchange exchange, Route route, int status) {
        String path = route.errorPages().get(status);
        return path == null ? null : exchange.live().files().find(path);
    }

    private static void plain(Exchange exchange, int status, String detail, Fields more) {
        String text = status + " " + Reason.phrase(status) + "\n\n" + ADVICE.getOrDefault(detail, detail) + "\nRequest "
                + exchange.requestId() + "\n";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Body body = new Body.Bytes(Unpooled.wrappedBuffer(bytes));
        send(exchange, status, detail, more, "text/plain; charset=utf-8", bytes.length, body);
    }

    private static void send(
            Exchange exchange, int status, String detail, Fields more, String mediaType, long length, Body body) {
        Fields.Builder fields = Fields.builder()
                .add("Content-Type", mediaType)
                .add("Cache-Control", "no-store")
                .add("X-Content-Type-Options", "nosniff")
                .add("X-Request-Id", exchange.requestId())
                .add("Cache-Status", "slipway; detail=" + detail);
        for (int i = 0; i < more.size(); i++) {
            fields.set(more.name(i), more.value(i));
        }
        Fields dressed = RouteFields.dress(fields, exchange.route(), exchange.isIndexed())
                .set("Cache-Control", "no-store")
                .build();
        exchange.answer(new PreparedHead(new ResponseHead(status, dressed), length), body, Outcome.REFUSED, detail);
    }
}
