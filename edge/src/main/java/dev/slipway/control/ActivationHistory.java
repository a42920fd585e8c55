package dev.slipway.control;

import dev.slipway.api.Activation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The append-only log of one environment, and what it comes to: the activations that stand, as a stack. A promotion goes
 * on top; a rollback takes the top away and what lies below is live again.
 *
 * <p>Promote A, B, C: the stack is A B C. Roll back: A B, and B is live. Roll back: A. Roll back: refused. Promote D: A
 * D. Roll back: A.
 *
 * <p>Guarded by its site's lock.
 */
final class ActivationHistory {
    private final List<Activation> log = new ArrayList<>();
    private final Deque<Activation> standing = new ArrayDeque<>();

    /** The activation in force, or null before the first. */
    @Nullable
    Activation current() {
        return log.isEmpty() ? null : log.getLast();
    }

    long currentNumber() {
        Activation current = current();
        return current == null ? 0 : current.number();
    }

    /** The whole log, newest first. */
    List<Activation> newestFirst() {
        return log.reversed();
    }

    /** Appends an entry, as it was decided or as it was read from the database. */
    void append(Activation activation) {
        log.add(activation);
        if (activation.rolledBack() == null) {
            standing.push(activation);
            return;
        }
        standing.pop();
        boolean stands = standing.stream().anyMatch(below -> below.release().equals(activation.release()));
        if (!stands) {
            // A release that was never promoted here, or whose promotion was taken back: it takes the place of the top.
            standing.push(activation);
            return;
        }
        while (!java.util.Objects.requireNonNull(standing.peek()).release().equals(activation.release())) {
            standing.pop();
        }
    }

    /** What a rollback takes back: the newest promotion that stands, or null. */
    @Nullable
    Activation top() {
        return standing.peek();
    }

    /** The release that a rollback returns to, or null when there is nothing to go back to. */
    @Nullable
    String beforeTop() {
        Iterator<Activation> entries = standing.iterator();
        if (!entries.hasNext()) {
            return null;
        }
        entries.next();
        return entries.hasNext() ? entries.next().release() : null;
    }
}
