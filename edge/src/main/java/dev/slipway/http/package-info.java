/**
 * The language: fields, heads, paths, dates, media types, conditions and ranges of RFC 9110. Pure: the JDK only, no
 * input or output, no clock.
 */
@NullMarked
package dev.slipway.http;

import org.jspecify.annotations.NullMarked;
