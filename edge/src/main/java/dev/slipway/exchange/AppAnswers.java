package dev.slipway.exchange;

import dev.slipway.http.RequestHead;
import dev.slipway.origin.AppPool;
import dev.slipway.origin.ForwardedFields;
import dev.slipway.site.Route;

/** Answers of the app, from the store or from the app itself. */
final class AppAnswers {
    private static final int LONGEST_REQUEST_ID = 128;

    private final ErrorAnswers errors;
    private final CachedAnswers cached;
    private final Tunnels tunnels;
    private final TrustedProxies trusted;

    AppAnswers(ErrorAnswers errors, CachedAnswers cached, TrustedProxies trusted) {
        this.errors = errors;
        this.cached = cached;
        this.tunnels = new Tunnels(errors);
        this.trusted = trusted;
    }

    void answer(Exchange exchange, Route route, String poolName) {
        AppPool pool = exchange.environment().pools().get(poolName);
        if (pool == null) {
            errors.answer(exchange, 502, "no-such-pool");
            return;
        }
        Request request = exchange.request();
        RequestHead head = request.head();
        if (ForwardedFields.isLoop(head.fields())) {
            errors.answer(exchange, 508, "loop");
            return;
        }
        boolean believed = trusted.include(request.peer());
        String givenId = believed ? head.fields().get("X-Request-Id") : null;
        if (givenId != null && givenId.length() <= LONGEST_REQUEST_ID) {
            exchange.adoptRequestId(givenId);
        }
        Asker asker = Asker.of(exchange, route, pool, believed);
        if (request.upgrade() == null) {
            cached.answer(asker);
        } else {
            tunnels.answer(asker);
        }
    }

    void lookUp(Asker asker) {
        cached.answer(asker);
    }
}
