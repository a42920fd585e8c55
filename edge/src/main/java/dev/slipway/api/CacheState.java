package dev.slipway.api;

/**
 * What the node's cache of the app's answers holds.
 *
 * @param objects URLs of which something is stored
 * @param variants stored responses: one URL may have several, by Vary
 * @param memoryBytes of bodies in memory, those that are arriving or being sent included
 * @param memoryBudget what they may take
 * @param diskBytes of files
 * @param diskBudget what they may take; 0 without a disk
 */
public record CacheState(
        long objects, long variants, long memoryBytes, long memoryBudget, long diskBytes, long diskBudget) {}
