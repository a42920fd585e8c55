/**
 * {@code check sessions}: two users and a stranger ask for the same URLs, in several orders, cold and warm; nothing of one
 * may appear to another.
 */
@NullMarked
package dev.slipway.check.sessions;

import org.jspecify.annotations.NullMarked;
