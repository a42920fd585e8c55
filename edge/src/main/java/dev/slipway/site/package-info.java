/**
 * The plan on the wall: validated, immutable configuration, replaced whole.
 */
@NullMarked
package dev.slipway.site;

import org.jspecify.annotations.NullMarked;
