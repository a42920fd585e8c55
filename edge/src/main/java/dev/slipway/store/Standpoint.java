package dev.slipway.store;

/** Where an object stands in its {@link Population}, and how often it is used. */
final class Standpoint {
    /** Its place among all, or -1; guarded by the population. */
    int place = -1;

    /** What it takes of the heap, in bytes; guarded by the population. */
    int heapBytes;

    /** Uses, and in which age they were counted; see {@link Population}. Racy: a lost count is none the worse. */
    volatile long uses;
}
