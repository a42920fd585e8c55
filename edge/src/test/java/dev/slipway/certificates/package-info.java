/** Certificates, with Debian's pebble as the authority. */
@NullMarked
package dev.slipway.certificates;

import org.jspecify.annotations.NullMarked;
