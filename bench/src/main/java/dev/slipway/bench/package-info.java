/** Microbenchmarks of what every request passes; {@code ./dev bench jmh} runs them. Not shipped. */
@NullMarked
package dev.slipway.bench;

import org.jspecify.annotations.NullMarked;
