package dev.slipway.exchange;

import dev.slipway.cache.Plan;
import dev.slipway.cache.Plan.Forward;
import dev.slipway.cache.Reuse;
import dev.slipway.cache.StoredResponse;
import dev.slipway.http.CacheStatus;
import dev.slipway.http.Fields;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoredObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cache on the road to the app: what is stored is looked up, the law decides, and its plan is carried out. */
final class CachedAnswers {
    /** Fields by which a request asks for something else than its method and target say, unseen by any key. */
    private static final List<String> OVERRIDES =
            List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-Original-URL", "X-Rewrite-URL");

    private final ObjectStore store;
    private final InstantSource clock;
    private final StoredAnswers stored;
    private final Fetches fetches;
    private final PassThrough through;
    private final ErrorAnswers errors;

    CachedAnswers(
            ObjectStore store,
            InstantSource clock,
            StoredAnswers stored,
            Fetches fetches,
            PassThrough through,
            ErrorAnswers errors) {
        this.store = store;
        this.clock = clock;
        this.stored = stored;
        this.fetches = fetches;
        this.through = through;
        this.errors = errors;
    }

    void answer(Asker asker) {
        String obstacle = obstacle(asker);
        if (!obstacle.isEmpty()) {
            // RFC 9111 §5.2.1.7: a client that asks for what is stored gets nothing else; what changes something goes
            // on.
            if (asker.request().directives().onlyIfCached()
                    && asker.exchange().head().isGetOrHead()) {
                errors.answer(asker.exchange(), 504, "only-if-cached");
            } else {
                through.answer(asker, Forward.BYPASS, obstacle);
            }
            return;
        }
        List<StoredObject> objects = store.find(asker.key());
        StoredObject object = select(asker, objects);
        StoredResponse response = object == null ? null : object.head().response();
        Plan plan = Reuse.plan(
                asker.request(),
                response,
                !objects.isEmpty(),
                object == null ? Reuse.Standing.GOOD : object.standing(),
                asker.policy(),
                clock.millis());
        carryOut(plan instanceof Plan.Fetch fetch ? precisely(fetch, asker, objects) : plan, asker, objects, object);
    }

    /** The most specific reason to ask: some bytes of it are there (RFC 9211 §2.2). */
    private static Plan.Fetch precisely(Plan.Fetch fetch, Asker asker, List<StoredObject> objects) {
        for (StoredObject object : objects) {
            StoredResponse response = object.head().response();
            if (response.part() != null
                    && response.selection().matches(asker.request().fields())) {
                return new Plan.Fetch(Forward.PARTIAL);
            }
        }
        return fetch;
    }

    /** What keeps the cache out of it, whatever the law says; empty for nothing. */
    private static String obstacle(Asker asker) {
        Exchange exchange = asker.exchange();
        if (exchange.request().body() != null) {
            return "request-with-body";
        }
        if (exchange.head().target().ambiguous()) {
            return "ambiguous-path";
        }
        if (asker.isTired()) {
            return "changes-too-often";
        }
        Fields fields = exchange.head().fields();
        for (String override : OVERRIDES) {
            if (fields.contains(override)) {
                return "override-field";
            }
        }
        String forwarded = asker.isTrusted() ? fields.get("X-Forwarded-Host") : null;
        return forwarded == null || forwarded.equalsIgnoreCase(exchange.head().authority()) ? "" : "forwarded-host";
    }

    private @Nullable StoredObject select(Asker asker, List<StoredObject> objects) {
        if (objects.isEmpty()) {
            return null;
        }
        List<StoredResponse> candidates = new ArrayList<>(objects.size());
        for (StoredObject object : objects) {
            StoredResponse response = object.head().response();
            boolean whole = response.part() == null || StoredAnswers.within(asker, response) != null;
            if (whole && !Reuse.isWithheld(response, asker.policy())) {
                candidates.add(response);
            }
        }
        StoredResponse selected = Reuse.select(asker.request(), candidates);
        for (StoredObject object : objects) {
            if (object.head().response() == selected) {
                return object;
            }
        }
        return null;
    }

    private void carryOut(Plan plan, Asker asker, List<StoredObject> objects, @Nullable StoredObject object) {
        switch (plan) {
            case Plan.Serve serve -> {
                CacheStatus status = CacheStatus.hit(serve.ttlSeconds());
                stored.serve(asker, found(object), status, serve.ttlSeconds() < 0 ? Outcome.STALE : Outcome.HIT);
            }
            case Plan.ServeStaleWhileRevalidating stale -> {
                CacheStatus status = CacheStatus.hit(stale.ttlSeconds()).detail("stale-while-revalidate");
                fetches.validate(asker, found(object));
                stored.serve(asker, found(object), status, Outcome.STALE);
            }
            case Plan.Revalidate revalidate -> fetches.obtain(asker, objects, found(object), revalidate.forward());
            case Plan.Fetch fetch -> fetches.obtain(asker, objects, null, fetch.forward());
            case Plan.Pass pass -> {
                String detail = pass.detail().equals("personal-request")
                        ? "personal request: " + asker.personal()
                        : pass.detail();
                through.answer(asker, pass.forward(), detail);
            }
            case Plan.Refuse refuse -> errors.answer(asker.exchange(), 504, "only-if-cached");
        }
    }

    private static StoredObject found(@Nullable StoredObject object) {
        return java.util.Objects.requireNonNull(object, "the plan speaks of a stored response");
    }
}
