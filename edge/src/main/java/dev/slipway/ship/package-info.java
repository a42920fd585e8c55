/**
 * Shipping with proof: plans and their hashes, the steps of a deployment with what takes each back, change records, and the
 * grading of what they expect.
 *
 * <p>Threads: a deployment runs on the thread that calls it and blocks; one more tells the node that it is alive.
 */
@NullMarked
package dev.slipway.ship;

import org.jspecify.annotations.NullMarked;
