package dev.slipway.model;

import java.util.function.Consumer;

/**
 * What those share who play in a walk.
 *
 * @param differs told of what must not be
 */
record Tale(Book book, Judge judge, Dice dice, Dialogue dialogue, Consumer<RuntimeException> differs) {}
