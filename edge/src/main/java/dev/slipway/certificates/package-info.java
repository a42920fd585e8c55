/**
 * Which certificate a name gets: files of the operator, or what the node has made by itself. Knows no sockets; whoever speaks
 * TLS asks for {@link dev.slipway.certificates.Credentials} by name.
 *
 * <p>Threads: look-ups from any, and never blocking; files are read on threads that may block.
 */
@NullMarked
package dev.slipway.certificates;

import org.jspecify.annotations.NullMarked;
