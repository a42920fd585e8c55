package dev.slipway;

import dev.slipway.control.LogSource;
import dev.slipway.telemetry.LogTail;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The access log as the control API hands it on. */
record AccessLogLines(Path file) implements LogSource {
    /** As often as the log's own writer hands lines to the disk. */
    private static final long POLL_MILLIS = 200;

    @Override
    public void read(int lines, boolean follow, Predicate<String> taker) throws IOException, InterruptedException {
        try (LogTail tail = LogTail.open(file, lines)) {
            while (true) {
                List<String> next = tail.poll();
                for (String line : next) {
                    if (!taker.test(line)) {
                        return;
                    }
                }
                if (!follow) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
        }
    }
}
