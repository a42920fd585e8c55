/** The place where the parts meet: {@link dev.slipway.Main} builds them and hands each its collaborators. */
@NullMarked
package dev.slipway;

import org.jspecify.annotations.NullMarked;
