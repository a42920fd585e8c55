package dev.slipway.control;

import dev.slipway.control.Refusal.Retry;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** {@code GET /v1/logs}: the access log's lines, and those to come for as long as somebody reads them. */
final class LogLines implements AutoCloseable {
    private static final int MOST_LINES = 10_000;
    private static final int LINES = 100;
    private static final int LINES_BEFORE_FOLLOWING = 10;

    private final LogSource source;
    private final Set<Thread> followers = ConcurrentHashMap.newKeySet();

    LogLines(LogSource source) {
        this.source = source;
    }

    void answer(Context ctx) throws IOException {
        boolean follow = Boolean.parseBoolean(ctx.queryParam("follow"));
        int lines = lines(ctx, follow ? LINES_BEFORE_FOLLOWING : LINES);
        ctx.contentType("application/x-ndjson");
        // The framework's own stream keeps small writes back.
        OutputStream out = ctx.res().getOutputStream();
        if (follow) {
            // Whoever follows a quiet log shall see at once that it is followed.
            ctx.res().flushBuffer();
            followers.add(Thread.currentThread());
        }
        try {
            source.read(lines, follow, line -> write(out, line, follow));
        } catch (InterruptedException nodeStops) {
            Thread.currentThread().interrupt();
        } finally {
            followers.remove(Thread.currentThread());
        }
    }

    private static boolean write(OutputStream out, String line, boolean flush) {
        try {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            if (flush) {
                out.flush();
            }
            return true;
        } catch (IOException readerLeft) {
            return false;
        }
    }

    private static int lines(Context ctx, int otherwise) {
        String text = ctx.queryParam("lines");
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("\\d{1,6}") || Integer.parseInt(text) > MOST_LINES) {
            throw Refusal.of(
                    400,
                    "bad-parameter",
                    Retry.AFTER_CHANGE,
                    "lines is \"" + text + '"',
                    "a number up to " + MOST_LINES,
                    "Mend it and ask again.");
        }
        return Integer.parseInt(text);
    }

    /** Ends every answer that is still being followed. */
    @Override
    public void close() {
        followers.forEach(Thread::interrupt);
    }
}
