/**
 * Whom we ask: the addresses of the app, their health, their connections.
 *
 * <p>Threads: everything of one exchange happens on the event loop that it came in on; health state is shared and
 * atomic. Nothing here blocks; host names are resolved on virtual threads.
 */
@NullMarked
package dev.slipway.origin;

import org.jspecify.annotations.NullMarked;
