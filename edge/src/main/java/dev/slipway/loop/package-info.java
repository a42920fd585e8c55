/** An event loop's own: its time, and the short way of bytes to a socket. */
@NullMarked
package dev.slipway.loop;

import org.jspecify.annotations.NullMarked;
