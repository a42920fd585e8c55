package dev.slipway;

import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoreStats;
import dev.slipway.telemetry.Figures;

/** What the store holds and has done, for the metrics. */
final class StoreFigures implements Figures {
    private final ObjectStore store;

    StoreFigures(ObjectStore store) {
        this.store = store;
    }

    @Override
    public void read(Sink to) {
        StoreStats now = store.stats();
        holdings(now, to);
        history(now, to);
    }

    private static void holdings(StoreStats now, Sink to) {
        to.gauge("slipway_cache_keys", "Keys under which something is stored", now.keys());
        to.gauge("slipway_cache_objects", "Stored responses, each variant", now.objects());
        String bodies = "Stored bodies, by where they are";
        to.gauge("slipway_cache_bodies", bodies, now.inMemory(), "tier", "memory");
        to.gauge("slipway_cache_bodies", bodies, now.onDisk(), "tier", "disk");
        String bytes = "Bytes in use, of bodies in memory and on disk, and of heads on the heap";
        to.gauge("slipway_cache_bytes", bytes, now.memoryBytes(), "tier", "memory");
        to.gauge("slipway_cache_bytes", bytes, now.diskBytes(), "tier", "disk");
        to.gauge("slipway_cache_bytes", bytes, now.headBytes(), "tier", "heads");
        String budget = "Bytes that may be in use";
        to.gauge("slipway_cache_budget_bytes", budget, now.memoryBudget(), "tier", "memory");
        to.gauge("slipway_cache_budget_bytes", budget, now.diskBudget(), "tier", "disk");
        to.gauge("slipway_cache_budget_bytes", budget, now.headBudget(), "tier", "heads");
        to.gauge(
                "slipway_cache_restoring",
                "1 while the disk is looked through after the start",
                now.restoring() ? 1 : 0);
    }

    private static void history(StoreStats now, Sink to) {
        String evictions = "What went for others: bodies from memory and disk, objects because heads took too much";
        to.counter("slipway_cache_evictions", evictions, now.memoryEvictions(), "tier", "memory");
        to.counter("slipway_cache_evictions", evictions, now.diskEvictions(), "tier", "disk");
        to.counter("slipway_cache_evictions", evictions, now.objectEvictions(), "tier", "heads");
        String refused = "Responses that were not stored: memory had no room, or a purge came meanwhile";
        to.counter("slipway_cache_insertions_refused", refused, now.noRoom(), "reason", "no-room");
        to.counter("slipway_cache_insertions_refused", refused, now.outdated(), "reason", "purged");
        String purges = "Purges, by operators and activations, and invalidations by unsafe requests";
        to.counter("slipway_cache_purges", purges, now.purges(), "by", "purge");
        to.counter("slipway_cache_purges", purges, now.invalidations(), "by", "request");
        to.counter("slipway_cache_disk_reads", "Bodies read from disk", now.diskReads());
        to.counter("slipway_cache_disk_writes", "Bodies written to disk", now.diskWrites());
        to.counter(
                "slipway_cache_disk_skipped",
                "Bodies not written: too many waited, or the disk paused",
                now.diskSkipped());
        to.counter("slipway_cache_disk_errors", "What the disk refused", now.diskFailures());
        to.counter("slipway_cache_disk_damaged", "Files that were not what had been written", now.damaged());
    }
}
