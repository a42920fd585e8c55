package dev.slipway.store;

/**
 * What the store holds and has done since it was opened.
 *
 * @param keys under which something is stored
 * @param objects stored responses, each variant
 * @param inMemory of these, those whose body is in memory, roughly
 * @param onDisk of these, those whose body is on disk
 * @param headBytes of heap, roughly, that heads and indexes take
 * @param headBudget what they may take
 * @param memoryBytes of bodies in memory, those that are arriving or still being sent included
 * @param memoryBudget what they may take
 * @param diskBytes of files
 * @param diskBudget what they may take
 * @param memoryEvictions bodies that left memory for others
 * @param objectEvictions objects that went because heads took too much
 * @param diskEvictions files that went for others
 * @param noRoom bodies that were not taken because memory had no room
 * @param outdated responses that were not stored because something purged or invalidated them meanwhile
 * @param purges by operators and activations
 * @param invalidations by unsafe requests
 * @param diskReads bodies read
 * @param diskWrites bodies written
 * @param diskSkipped bodies that were not written because too many were waiting
 * @param diskFailures what the disk refused
 * @param damaged files that were not what had been written
 * @param restoring whether the folder is still being looked through after the start
 */
public record StoreStats(
        long keys,
        long objects,
        long inMemory,
        long onDisk,
        long headBytes,
        long headBudget,
        long memoryBytes,
        long memoryBudget,
        long diskBytes,
        long diskBudget,
        long memoryEvictions,
        long objectEvictions,
        long diskEvictions,
        long noRoom,
        long outdated,
        long purges,
        long invalidations,
        long diskReads,
        long diskWrites,
        long diskSkipped,
        long diskFailures,
        long damaged,
        boolean restoring) {}
