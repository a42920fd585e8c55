package dev.slipway.telemetry;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access log: one line of JSON per exchange (see {@link LineEncoder} for a sample), written by one daemon thread.
 *
 * <p>Serving goes before logging: when the queue is full or the disk is, lines are dropped and counted, and the operator
 * is told once, not once per line. A line is in the file 200 ms after its exchange at the latest.
 */
public final class AccessLog implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(AccessLog.class);

    /** Lines that may wait: a fifth of a second at 80,000 requests a second. */
    private static final int QUEUE = 1 << 14;

    /** Longer texts of a client are cut: it decides how long they are, and how many wait. */
    static final int MOST_CHARS = 1 << 10;

    /** How long the writer rests where little was to write; well below the promised 200 ms. */
    private static final long REST_NANOS = MILLISECONDS.toNanos(50);

    /** How long where much was: events that wait long outlive a young collection, which copies them, and the caches. */
    private static final long SHORT_REST_NANOS = MILLISECONDS.toNanos(5);

    /** How many lines are much. */
    private static final int MUCH = 128;

    private static final long CLOSE_MILLIS = 5_000;

    private final EventRing queue = new EventRing(QUEUE);
    private final LongAdder dropped = new LongAdder();
    private final LongAdder unwritten = new LongAdder();
    private final Path path;
    private final LogFile file;
    private final LineEncoder encoder;
    private final Thread writer;
    private volatile boolean closing;
    private boolean failing;

    private AccessLog(Path path, LogRules rules) {
        this.path = path;
        this.file = new LogFile(path, rules);
        this.encoder = new LineEncoder(rules);
        this.writer = Thread.ofPlatform().daemon().name("access-log").unstarted(this::write);
    }

    /** A log that appends to that file, made when the first line comes; its folder exists. */
    public static AccessLog open(Path path, LogRules rules) {
        AccessLog log = new AccessLog(path, rules);
        log.writer.start();
        return log;
    }

    /** Takes one event, with what its client sent cut to 1,024 characters each; drops and counts it where too many wait. Never blocks. */
    public void log(ExchangeEvent event) {
        if (closing || !queue.offer(event.shortened(MOST_CHARS))) {
            dropped.increment();
        }
    }

    /** Lines that were dropped because too many waited. */
    public long dropped() {
        return dropped.sum();
    }

    /** Lines that were lost because the file could not be written. */
    public long unwritten() {
        return unwritten.sum();
    }

    /** The file being written. */
    public Path path() {
        return path;
    }

    /** Writes what waits, then ends; gives up after five seconds. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(writer);
        try {
            writer.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        boolean last = false;
        while (!last) {
            last = closing;
            int lines = drain();
            if (!last && lines < QUEUE) {
                LockSupport.parkNanos(this, lines < MUCH ? REST_NANOS : SHORT_REST_NANOS);
            }
        }
        try {
            file.close();
        } catch (IOException e) {
            LOGGER.warn("The access log {} could not be closed: {}", path, e.toString());
        }
    }

    /** Writes everything that waits and flushes; says how many lines that were. */
    private int drain() {
        int lines = 0;
        int since = 0;
        ExchangeEvent event = queue.poll();
        while (event != null) {
            encoder.encode(event);
            lines++;
            since++;
            try {
                file.append(encoder.bytes(), encoder.length());
            } catch (IOException e) {
                lost(since, e);
                since = 0;
            }
            event = lines < QUEUE ? queue.poll() : null;
        }
        if (lines == 0) {
            return 0;
        }
        try {
            file.flush();
            recovered();
        } catch (IOException e) {
            lost(since, e);
        }
        return lines;
    }

    private void lost(int lines, IOException cause) {
        unwritten.add(lines);
        if (!failing) {
            failing = true;
            LOGGER.error(
                    "The access log {} cannot be written ({}). Serving goes on, log lines are lost and counted in"
                            + " slipway_log_lines_unwritten_total; make room or fix the permissions, nothing else is"
                            + " needed.",
                    path,
                    cause.toString());
        }
    }

    private void recovered() {
        if (failing) {
            failing = false;
            LOGGER.warn("The access log {} is written again; {} lines were lost so far.", path, unwritten.sum());
        }
    }
}
