package dev.slipway.store;

/** Where an object stands in its {@link Population}, and what it is worth there. */
final class Standpoint {
    /** Its place among all, or -1; guarded by the population. */
    int place = -1;

    /** What it takes of the heap, in bytes; guarded by the population. */
    int heapBytes;

    /** How often it was used, up to a bound. Racy: a lost count is none the worse. */
    volatile int uses;

    /** The greater, the longer it stays; see {@link Population}. */
    volatile double worth;
}
