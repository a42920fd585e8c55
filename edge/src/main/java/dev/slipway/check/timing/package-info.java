/**
 * {@code check timing}: load at a fixed rate whatever the answers do (open loop), latency from the moment at which a request
 * was due, and a verdict only where the figures carry one.
 *
 * <p>Threads: one event loop sends and receives; everything of a {@code LoadGenerator} but its entry methods belongs to it.
 */
@NullMarked
package dev.slipway.check.timing;

import org.jspecify.annotations.NullMarked;
