/**
 * The model test of the cache: a random walk through the real corridor, each answer judged by a reference model that was
 * written from RFC 9111 and shares no code with {@code dev.slipway.cache}.
 */
@NullMarked
package dev.slipway.model;

import org.jspecify.annotations.NullMarked;
