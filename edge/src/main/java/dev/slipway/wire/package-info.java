/**
 * The gate: sockets, HTTP/1.1 framing, writing. It knows nothing of sites or releases.
 *
 * <p>Threads: a connection lives on one event loop from accept to close.
 */
@NullMarked
package dev.slipway.wire;

import org.jspecify.annotations.NullMarked;
