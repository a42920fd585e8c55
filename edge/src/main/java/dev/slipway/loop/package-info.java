/** An event loop's own: its time, and the short ways of bytes to a socket and from it. */
@NullMarked
package dev.slipway.loop;

import org.jspecify.annotations.NullMarked;
