/** What tests talk to the edge with: an edge of their own, a client that sends any bytes, a watch over leaked buffers. */
@NullMarked
package dev.slipway.testing;

import org.jspecify.annotations.NullMarked;
