/**
 * What we ship: manifests, fingerprints, look-up among held releases. A release never changes once it is published.
 */
@NullMarked
package dev.slipway.release;

import org.jspecify.annotations.NullMarked;
