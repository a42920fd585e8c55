package dev.slipway.store;

/**
 * What the store holds and has done since it was opened.
 *
 * @param objects stored responses
 * @param headBytes of heap, roughly, that heads and indexes take
 * @param headBudget what they may take
 * @param memoryBytes of bodies in memory, those that are arriving or still being sent included
 * @param memoryBudget what they may take
 * @param diskBytes of files
 * @param diskBudget what they may take
 * @param memoryEvictions bodies that left memory for others
 * @param objectEvictions objects that went because heads took too much
 * @param diskEvictions files that went for others
 * @param diskReads bodies read
 * @param diskWrites bodies written
 * @param diskSkipped bodies that were not written because too many were waiting
 * @param diskFailures what the disk refused
 * @param damaged files that were not what had been written
 * @param restoring whether the folder is still being looked through after the start
 */
public record StoreStats(
        long objects,
        long headBytes,
        long headBudget,
        long memoryBytes,
        long memoryBudget,
        long diskBytes,
        long diskBudget,
        long memoryEvictions,
        long objectEvictions,
        long diskEvictions,
        long diskReads,
        long diskWrites,
        long diskSkipped,
        long diskFailures,
        long damaged,
        boolean restoring) {}
