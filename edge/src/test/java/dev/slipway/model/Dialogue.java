package dev.slipway.model;

import java.util.ArrayDeque;
import java.util.Deque;

/** The latest of what was said and done, for a report; what nobody reads is never put into words. */
final class Dialogue {
    private static final int MOST = 60;

    private final Deque<Object> lines = new ArrayDeque<>();

    private record Prefixed(String prefix, Object what) {
        @Override
        public String toString() {
            return prefix + what;
        }
    }

    void say(Object what) {
        lines.addLast(what);
        if (lines.size() > MOST) {
            lines.removeFirst();
        }
    }

    void say(String prefix, Object what) {
        say(new Prefixed(prefix, what));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append("  ").append(line).append('\n'));
        return text.toString();
    }
}
