/**
 * The five checks: inspect, sessions, purge, timing and rollback. They meet the edge over the network like any client,
 * and know nothing of its insides.
 *
 * <p>Threads: a check runs on the thread that calls it and blocks; only the load of timing has event loops of its own.
 */
@NullMarked
package dev.slipway.check;

import org.jspecify.annotations.NullMarked;
