/**
 * What we know: one event per exchange, counted, timed and logged.
 *
 * <p>Threads: recording never blocks and may be called from any thread; files are written by one thread of its own.
 */
@NullMarked
package dev.slipway.telemetry;

import org.jspecify.annotations.NullMarked;
