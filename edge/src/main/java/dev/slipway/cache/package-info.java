/**
 * The law: what RFC 9111 and the route allow to be stored and reused. Pure: no input or output, no clock.
 */
@NullMarked
package dev.slipway.cache;

import org.jspecify.annotations.NullMarked;
