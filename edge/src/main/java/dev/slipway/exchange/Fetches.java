package dev.slipway.exchange;

import dev.slipway.cache.Plan;
import dev.slipway.cache.Plan.Forward;
import dev.slipway.cache.Reuse;
import dev.slipway.cache.StoredResponse;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoredObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The fetches under way, by key: one for a cold object, however many ask for it. */
final class Fetches {
    /** So long others wait for an app that sends nothing, before one more of them is sent. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ConcurrentHashMap<String, List<Fetch>> underWay = new ConcurrentHashMap<>();
    private final Unshareable unshareable;
    private final FetchParts parts;

    Fetches(
            ObjectStore store,
            InstantSource clock,
            long mostBytes,
            Keeper keeper,
            StoredAnswers stored,
            Unshareable unshareable,
            ErrorAnswers errors,
            Executor blocking,
            Consumer<Asker> lookup) {
        this.unshareable = unshareable;
        Executor delayed = CompletableFuture.delayedExecutor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS, blocking);
        this.parts = new FetchParts(
                store, clock, mostBytes, keeper, stored, unshareable, errors, this::over, delayed::execute, lookup);
    }

    /**
     * Waits for a fetch of the same under way, or begins one; or looks it up once more, where one has ended since.
     *
     * @param seen what was stored under the key when this one was looked up
     */
    void obtain(Asker asker, List<StoredObject> seen, @Nullable StoredObject stored, Forward why) {
        boolean shared = isShared(asker);
        Fetch mine = new Fetch(parts, asker, false, stored, why);
        if (!shared) {
            mine.begin();
            return;
        }
        Runnable[] next = {mine::begin};
        underWay.compute(asker.key(), (key, present) -> {
            for (Fetch fetch : present == null ? List.<Fetch>of() : present) {
                Runnable joined = fetch.join(asker);
                if (joined != null) {
                    next[0] = joined;
                    return present;
                }
            }
            if (isOther(parts.store().find(key), seen)) {
                next[0] = () -> parts.again(asker);
                return present;
            }
            return with(present, mine);
        });
        next[0].run();
    }

    /** A snapshot stays the same list until something is stored or goes. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isOther(List<StoredObject> now, List<StoredObject> seen) {
        return now != seen;
    }

    /** Validates in the background what was sent already; where that is under way, nothing. */
    void validate(Asker asker, StoredObject stored) {
        Fetch mine = new Fetch(parts, asker, true, stored, Forward.STALE);
        boolean[] begins = {false};
        underWay.compute(asker.key(), (key, present) -> {
            if (present != null || !isStale(asker, stored)) {
                return present;
            }
            begins[0] = true;
            return with(null, mine);
        });
        if (begins[0]) {
            mine.begin();
        }
    }

    /** Still: another may have brought the next one since this was looked up. */
    private boolean isStale(Asker asker, StoredObject stored) {
        StoredResponse response = stored.head().response();
        return parts.store().find(asker.key()).contains(stored)
                && Reuse.plan(
                                asker.request(),
                                response,
                                false,
                                stored.standing(),
                                asker.policy(),
                                parts.clock().millis())
                        instanceof Plan.ServeStaleWhileRevalidating;
    }

    private boolean isShared(Asker asker) {
        return asker.mayJoin()
                && !asker.request().personal()
                && !asker.request().directives().noStore()
                && !asker.isRange()
                && !unshareable.isKnown(asker.key());
    }

    private static List<Fetch> with(@Nullable List<Fetch> present, Fetch added) {
        if (present == null) {
            return List.of(added);
        }
        List<Fetch> all = new ArrayList<>(present);
        all.add(added);
        return List.copyOf(all);
    }

    private void over(Fetch fetch) {
        underWay.computeIfPresent(fetch.key(), (key, present) -> {
            List<Fetch> left = present.stream().filter(other -> other != fetch).toList();
            return left.isEmpty() ? null : left;
        });
    }
}
