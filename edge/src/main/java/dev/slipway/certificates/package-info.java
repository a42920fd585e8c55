/**
 * Certificates: from files, self-signed, and from an authority by ACME (RFC 8555), renewed ahead of their end.
 *
 * <p>Threads: everything that asks an authority or touches a file blocks, on virtual threads of {@code AcmeRenewal}.
 * {@code Challenges} is read from any thread, event loops among them, and never blocks.
 */
@NullMarked
package dev.slipway.certificates;

import org.jspecify.annotations.NullMarked;
