/**
 * Whom we ask: the addresses of the app, their health, their connections.\n *\n * <p>Threads: everything of one exchange happens on the event loop that it came in on; health state is shared and\n * atomic.
 */
@NullMarked
package dev.slipway.origin;

import org.jspecify.annotations.NullMarked;
