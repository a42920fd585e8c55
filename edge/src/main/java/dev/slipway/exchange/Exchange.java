package dev.slipway.exchange;

import dev.slipway.body.Body;
import dev.slipway.cache.CacheKeys;
import dev.slipway.http.PreparedHead;
import dev.slipway.http.PreparedLine;
import dev.slipway.http.RequestHead;
import dev.slipway.site.Route;
import dev.slipway.telemetry.CacheUse;
import dev.slipway.telemetry.ExchangeEvent;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through the corridor: what was found out about it so far, and the way back. Touched by its event
 * loop alone.
 */
final class Exchange implements Answer.Done {
    /** Tells app and client which release is live: {@code Slipway-Release: 2026-11-22.3}. */
    static final String RELEASE_FIELD = "Slipway-Release";

    /** A WebSocket has begun, and its exchange lasts as long as it. */
    private static final int SWITCHED = 101;

    private final Corridor corridor;
    private final Request request;
    private final Responder responder;
    private final Environment environment;
    private final Live live;
    private final @Nullable Route route;
    private @Nullable String requestId;
    private Outcome outcome = Outcome.REFUSED;
    private String detail = "";
    private int status;
    private @Nullable Asker asker;
    private boolean newUrl;
    private String costly = "";
    private long askedNanos;
    private long appNanos = -1;

    Exchange(
            Corridor corridor,
            Request request,
            Responder responder,
            Environment environment,
            Live live,
            @Nullable Route route) {
        this.corridor = corridor;
        this.request = request;
        this.responder = responder;
        this.environment = environment;
        this.live = live;
        this.route = route;
    }

    Request request() {
        return request;
    }

    RequestHead head() {
        return request.head();
    }

    Responder responder() {
        return responder;
    }

    Environment environment() {
        return environment;
    }

    Live live() {
        return live;
    }

    /** The route that took the request, or null where none did. */
    @Nullable
    Route route() {
        return route;
    }

    boolean isIndexed() {
        return environment.config().isIndexed();
    }

    /** The id that app, log and client share; made when it is first asked for. */
    String requestId() {
        String id = requestId;
        if (id == null) {
            id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
            requestId = id;
        }
        return id;
    }

    /** Takes over the id that a trusted proxy gave. */
    void adoptRequestId(String id) {
        requestId = id;
    }

    /** The cache is asked, on behalf of that. */
    void isFor(Asker asking) {
        asker = asking;
    }

    /** Nothing was stored under its key, and what the app answers is being stored. */
    void bringsNewUrl() {
        newUrl = true;
    }

    /** What made the request personal is all that kept its answer from being stored. */
    void paysFor(String personal) {
        costly = personal;
    }

    private CacheUse cacheUse() {
        Asker by = asker;
        if (by == null || !by.isAnswerable()) {
            return CacheUse.NONE;
        }
        if (newUrl) {
            return CacheUse.newUrl(CacheKeys.url(by.key()));
        }
        return costly.isEmpty() ? CacheUse.ANSWERABLE : CacheUse.personal(costly);
    }

    void asked() {
        askedNanos = corridor.nanos();
    }

    void appAnswered() {
        appNanos = corridor.nanos() - askedNanos;
    }

    /** Ends the exchange with that answer; a body is dropped for HEAD (RFC 9110 §9.3.2). */
    void answer(PreparedHead answerHead, Body body, Outcome how, String why) {
        outcome = how;
        detail = why;
        status = answerHead.status();
        Body sent = body;
        if (request.head().method().equals("HEAD")) {
            Bodies.drop(body);
            sent = Body.NONE;
        }
        if (status == SWITCHED) {
            corridor.telemetry().tunnels(1);
        }
        responder.answer(new Answer(answerHead, strictTransport(answerHead), sent, this));
    }

    /** RFC 6797 §7.2: said over https only, and never in the app's place. */
    private @Nullable PreparedLine strictTransport(PreparedHead answerHead) {
        PreparedLine line = request.secure() ? environment.strictTransport() : null;
        return line == null || answerHead.fields().contains(line.name()) ? null : line;
    }

    /** The client left. Where the answer had begun, the gate says how far it came. */
    void gone(Outcome how) {
        outcome = how;
        detail = "client-left";
        if (status == 0) {
            done(0, false);
        }
    }

    @Override
    public void done(long bodyBytes, boolean complete) {
        if (status == SWITCHED) {
            corridor.telemetry().tunnels(-1);
        }
        long tookNanos = corridor.nanos() - request.startedNanos();
        corridor.telemetry()
                .record(new ExchangeEvent(
                        corridor.millis() - tookNanos / 1_000_000,
                        corridor.telemetry().logs() ? requestId() : "",
                        request.peer(),
                        head().method(),
                        head().authority(),
                        pathOf(head().target().raw()),
                        head().target().query(),
                        environment.site(),
                        environment.config().name(),
                        route == null ? "" : route.name(),
                        live.hasRelease() ? live.files().release() : "",
                        outcome.word(),
                        detail,
                        status,
                        bodyBytes,
                        complete,
                        tookNanos,
                        appNanos,
                        "",
                        cacheUse()));
    }

    private static String pathOf(String raw) {
        int question = raw.indexOf('?');
        return question < 0 ? raw : raw.substring(0, question);
    }
}
