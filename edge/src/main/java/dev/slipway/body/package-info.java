/**
 * Bytes on the move: who owns a buffer, and who may send how much. The corridor, the origin side and the gate exchange
 * bodies in these types only.
 *
 * <p>Threads: every call of one stream happens on the one event loop of its exchange.
 */
@NullMarked
package dev.slipway.body;

import org.jspecify.annotations.NullMarked;
