/**
 * The side door, the only way to change state: commands, the database, the HTTP API.\n *\n * <p>Threads: virtual threads that may block; one lock per site orders its changes.
 */
@NullMarked
package dev.slipway.control;

import org.jspecify.annotations.NullMarked;
