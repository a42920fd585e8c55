package dev.slipway.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.slipway.api.Json;
import dev.slipway.api.PurgeReceipt;
import dev.slipway.api.PurgeRequest;
import dev.slipway.cache.CacheKeys;
import dev.slipway.control.Refusal.Retry;
import dev.slipway.exchange.Labels;
import dev.slipway.store.Mode;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.PurgeResult;
import dev.slipway.store.Selector;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Purges, and their receipts: what matched, how long it took, and what a sample answers now. */
final class Purges {
    private static final int SAMPLES = 3;
    private static final int HISTORY = 1_000;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Database database;
    private final ObjectStore store;
    private final InstantSource clock;
    private volatile CacheSide.@Nullable Refetch refetch;

    Purges(Database database, ObjectStore store, InstantSource clock) {
        this.database = database;
        this.store = store;
        this.clock = clock;
    }

    /** How samples are asked for again; before that, receipts have none. */
    void refetchWith(CacheSide.Refetch through) {
        refetch = through;
    }

    /**
     * Purges. When this returns, no request finds what matched, now or after a restart, and the receipt is kept.
     *
     * @throws Refusal when nothing or something unknown is named
     */
    PurgeReceipt purge(SiteState site, String environment, PurgeRequest request, String by) {
        PurgeSelectors named = PurgeSelectors.of(site, environment, request);
        if (request.dryRun()) {
            PurgeResult result = store.match(named.selectors());
            return receipt(0, by, request.hard(), named.words(), result, 0, List.of());
        }
        Instant started = clock.instant();
        PurgeResult result = store.purge(named.selectors(), request.hard() ? Mode.HARD : Mode.SOFT);
        double millis = Duration.between(started, clock.instant()).toNanos() / NANOS_PER_MILLI;
        if (!result.durable()) {
            throw Refusal.of(
                    503,
                    "purge-not-durable",
                    Retry.SAFE,
                    "the purge took effect on " + result.matched() + " objects, but the disk did not take its record",
                    "a state folder that can be written",
                    "Mend the disk and purge again: after a restart, what is on disk might come back.");
        }
        return keep(
                site.name(),
                environment,
                receipt(0, by, request.hard(), named.words(), result, millis, samples(result)));
    }

    /**
     * Makes everything of an environment stale: nobody knows what changed.
     *
     * @return whether it holds after a restart
     */
    boolean purgeAll(String site, String environment) {
        return store.purge(List.of(new Selector.Everything(Labels.environment(site, environment))), Mode.SOFT)
                .durable();
    }

    /**
     * A purge that comes with an activation; soft. Its receipt is kept where it matched, or where a release named it.
     *
     * @return whether it holds after a restart
     */
    boolean purgeChanged(String site, String environment, ChangedObjects changed, String by) {
        if (changed.selectors().isEmpty()) {
            return true;
        }
        Instant started = clock.instant();
        PurgeResult result = store.purge(changed.selectors(), Mode.SOFT);
        double millis = Duration.between(started, clock.instant()).toNanos() / NANOS_PER_MILLI;
        if (result.matched() > 0 || changed.named()) {
            var unused =
                    keep(site, environment, receipt(0, by, false, changed.words(), result, millis, samples(result)));
        }
        return result.durable();
    }

    private PurgeReceipt receipt(
            long number,
            String by,
            boolean hard,
            List<String> selectors,
            PurgeResult result,
            double millis,
            List<PurgeReceipt.Sample> samples) {
        return new PurgeReceipt(
                number, clock.instant(), by, hard ? "hard" : "soft", selectors, result.matched(), millis, samples);
    }

    private List<PurgeReceipt.Sample> samples(PurgeResult result) {
        CacheSide.Refetch through = refetch;
        return through == null
                ? List.of()
                : result.sampleKeys().stream()
                        .limit(SAMPLES)
                        .map(key -> through.fetch(CacheKeys.url(key)))
                        .toList();
    }

    private PurgeReceipt keep(String site, String environment, PurgeReceipt receipt) {
        return database.write(handle -> {
            long number = handle.createQuery(
                            "select coalesce(max(number), 0) + 1 from purge where site = :site and environment = :environment")
                    .bind("site", site)
                    .bind("environment", environment)
                    .mapTo(Long.class)
                    .one();
            handle.createUpdate("""
                            insert into purge (site, environment, number, at, by_whom, mode, selectors, matched, millis, samples)
                            values (:site, :environment, :number, :at, :by, :mode, :selectors, :matched, :millis, :samples)
                            """)
                    .bind("site", site)
                    .bind("environment", environment)
                    .bind("number", number)
                    .bind("at", receipt.at().toString())
                    .bind("by", receipt.by())
                    .bind("mode", receipt.mode())
                    .bind("selectors", json(receipt.selectors()))
                    .bind("matched", receipt.matched())
                    .bind("millis", receipt.effectiveMillis())
                    .bind("samples", json(receipt.samples()))
                    .execute();
            return new PurgeReceipt(
                    number,
                    receipt.at(),
                    receipt.by(),
                    receipt.mode(),
                    receipt.selectors(),
                    receipt.matched(),
                    receipt.effectiveMillis(),
                    receipt.samples());
        });
    }

    /** The receipts of an environment, newest first; the last thousand. */
    List<PurgeReceipt> history(String site, String environment) {
        return database.read(handle -> handle.createQuery("""
                        select number, at, by_whom, mode, selectors, matched, millis, samples from purge
                        where site = :site and environment = :environment order by number desc limit :most
                        """)
                .bind("site", site)
                .bind("environment", environment)
                .bind("most", HISTORY)
                .map((row, context) -> new PurgeReceipt(
                        row.getLong("number"),
                        Instant.parse(row.getString("at")),
                        row.getString("by_whom"),
                        row.getString("mode"),
                        read(row.getString("selectors"), new TypeReference<List<String>>() {}),
                        row.getInt("matched"),
                        row.getDouble("millis"),
                        read(row.getString("samples"), new TypeReference<List<PurgeReceipt.Sample>>() {})))
                .list());
    }

    private static String json(Object value) {
        try {
            return Json.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a receipt cannot be written", e);
        }
    }

    private static <T> T read(String text, TypeReference<T> type) {
        try {
            return Json.MAPPER.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a receipt in the database is damaged: " + text, e);
        }
    }
}
