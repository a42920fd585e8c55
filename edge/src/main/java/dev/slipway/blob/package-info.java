/**
 * Content files by digest: verified on arrival, durable before they are named, collected when nothing names them.
 *
 * <p>Threads: callers block; never called on an event loop.
 */
@NullMarked
package dev.slipway.blob;

import org.jspecify.annotations.NullMarked;
