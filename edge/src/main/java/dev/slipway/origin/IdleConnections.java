package dev.slipway.origin;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop that wait for their next request, per address; the one used last goes first, so
 * that the others can grow old and close. Touched by its event loop only.
 */
final class IdleConnections implements AppConnection.Home {
    /** Per event loop and address. */
    static final int MAX_IDLE = 64;

    private final List<ArrayDeque<AppConnection>> idle = new ArrayList<>();
    private boolean closed;

    IdleConnections(int addresses) {
        for (int i = 0; i < addresses; i++) {
            idle.add(new ArrayDeque<>());
        }
    }

    /** An open connection to that address, or null. */
    @Nullable
    AppConnection take(int address) {
        ArrayDeque<AppConnection> waiting = idle.get(address);
        for (AppConnection next = waiting.pollLast(); next != null; next = waiting.pollLast()) {
            if (next.isOpen()) {
                return next;
            }
        }
        return null;
    }

    @Override
    public boolean keep(AppConnection connection) {
        ArrayDeque<AppConnection> waiting = idle.get(connection.address());
        return !closed && waiting.size() < MAX_IDLE && waiting.add(connection);
    }

    @Override
    public void gone(AppConnection connection) {
        idle.get(connection.address()).remove(connection);
    }

    int size() {
        return idle.stream().mapToInt(ArrayDeque::size).sum();
    }

    /** Closes those that wait, and keeps none from now on. */
    void close() {
        closed = true;
        for (ArrayDeque<AppConnection> waiting : idle) {
            List.copyOf(waiting).forEach(AppConnection::abort);
            waiting.clear();
        }
    }
}
