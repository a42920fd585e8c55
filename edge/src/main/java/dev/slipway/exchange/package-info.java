/**
 * The corridor from a request to its answer: route, find, decide, obtain, condition, write, record.
 *
 * <p>Threads: on the event loop of the connection, which never blocks; blocking file reads run on virtual threads and
 * come back to the loop.
 */
@NullMarked
package dev.slipway.exchange;

import org.jspecify.annotations.NullMarked;
