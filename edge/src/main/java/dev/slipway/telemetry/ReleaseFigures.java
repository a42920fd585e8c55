package dev.slipway.telemetry;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Latency, errors, bytes and hits by route, release and minute, for two days or so many minutes, whichever is less. A minute
 * that is over is sealed into a few hundred bytes, appended to a file, and read from there after a restart: what a kill
 * costs is the last minute or two.
 *
 * <p>Recording takes no lock. The sealed ones are guarded by this object's monitor.
 */
public final class ReleaseFigures {
    private static final Logger log = LoggerFactory.getLogger(ReleaseFigures.class);

    private static final Duration KEPT = Duration.ofHours(48);
    private static final Duration HOUR = Duration.ofHours(1);

    /** How long after a minute's end its last events may still be recorded. */
    private static final Duration LATE = Duration.ofSeconds(5);

    /** About a kilobyte each. */
    private static final int MOST_SEALED = 30_000;

    /** Series open at once; more than there are routes and releases in any minute. */
    private static final int MOST_OPEN = 2_000;

    /** When the file holds that many times what is kept, it is written anew. */
    private static final int GROWTH = 2;

    private final @Nullable Path file;
    private final Map<MinuteFigures.Key, ReleaseSeries> open = new ConcurrentHashMap<>();
    private final Deque<MinuteRecord> sealed = new ArrayDeque<>();
    private volatile Instant ticked = Instant.EPOCH;
    private long lines;
    private boolean failed;

    /** @param file what sealed minutes are kept in, or null to keep them in memory alone */
    public ReleaseFigures(@Nullable Path file) {
        this.file = file;
    }

    /** Where the events of that route and release go; null where there are too many series. */
    @Nullable
    ReleaseSeries series(MinuteFigures.Key key, long nowMillis) {
        ReleaseSeries known = open.get(key);
        if (known != null && !known.isClosed()) {
            return known;
        }
        if (known == null && open.size() >= MOST_OPEN) {
            return null;
        }
        return open.compute(
                key, (any, old) -> old == null || old.isClosed() ? new ReleaseSeries(key, nowMillis / 60_000) : old);
    }

    /** Reads what an earlier process kept; what is damaged is left out. */
    public synchronized void load(Instant now) {
        if (file == null || !Files.exists(file)) {
            return;
        }
        long oldest = now.minus(KEPT).getEpochSecond() / 60;
        try (Stream<String> all = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            endLine(file);
            all.forEach(line -> {
                lines++;
                MinuteRecord record = MinuteRecord.parse(line);
                if (record != null && record.minute() >= oldest) {
                    sealed.add(record);
                }
            });
        } catch (IOException | RuntimeException e) {
            log.warn("the figures of earlier minutes cannot be read from {}; counting begins anew", file, e);
        }
        shorten(now);
    }

    /** Seals every minute that is over; to be called a few times a minute, by a thread that may block. */
    public void tick(Instant now) {
        ticked = now;
        long current = now.minus(LATE).getEpochSecond() / 60;
        open.forEach((key, series) -> {
            series.sealBefore(current).forEach(this::keep);
            if (series.isClosed()) {
                open.remove(key, series);
            }
        });
        synchronized (this) {
            shorten(now);
        }
    }

    /** Seals all there is, when the node stops. */
    public void close() {
        open.values().forEach(series -> series.underWay().forEach(this::keep));
        open.clear();
    }

    /** A line that a kill cut off does not take the next one with it. */
    private static void endLine(Path file) throws IOException {
        try (SeekableByteChannel channel =
                Files.newByteChannel(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = channel.size();
            ByteBuffer last = ByteBuffer.allocate(1);
            if (size > 0 && channel.position(size - 1).read(last) == 1 && last.get(0) != '\n') {
                channel.position(size).write(ByteBuffer.wrap(new byte[] {'\n'}));
            }
        }
    }

    private synchronized void keep(MinuteRecord record) {
        if (record.requests() == 0) {
            return;
        }
        sealed.add(record);
        append(record);
    }

    private void append(MinuteRecord record) {
        if (file == null) {
            return;
        }
        try {
            Files.writeString(
                    file,
                    record.line() + "\n",
                    StandardCharsets.ISO_8859_1,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            lines++;
            failed = false;
        } catch (IOException e) {
            if (!failed) {
                log.warn("figures cannot be kept in {}; a restart will begin anew", file, e);
            }
            failed = true;
        }
    }

    private void shorten(Instant now) {
        long oldest = now.minus(KEPT).getEpochSecond() / 60;
        while (!sealed.isEmpty()
                && (sealed.size() > MOST_SEALED || sealed.getFirst().minute() < oldest)) {
            sealed.removeFirst();
        }
        if (file != null && lines > GROWTH * (sealed.size() + 1_000L)) {
            rewrite(file);
        }
    }

    private void rewrite(Path to) {
        Path next = to.resolveSibling(to.getFileName() + ".next");
        try {
            try (BufferedWriter writer = Files.newBufferedWriter(next, StandardCharsets.ISO_8859_1)) {
                for (MinuteRecord record : sealed) {
                    writer.write(record.line());
                    writer.write('\n');
                }
            }
            Files.move(next, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            lines = sealed.size();
        } catch (IOException e) {
            log.warn("the file {} could not be written anew and keeps growing", to, e);
            lines = sealed.size();
        }
    }

    /**
     * What one route of one release did in a stretch of time.
     *
     * @param requests answered
     * @param errors of them with 5xx, or not at all
     * @param bytes of bodies sent
     * @param spared of the answerable ones, those that the app was not asked for
     * @param answerable requests that the cache could have answered
     * @param latency in microseconds
     */
    public record Figures(
            String route,
            String release,
            long requests,
            long errors,
            long bytes,
            long spared,
            long answerable,
            Histogram latency) {

        /** What has come since an earlier reading of the same series. */
        public Figures since(Figures earlier) {
            Histogram rest = latency.copy();
            rest.subtract(earlier.latency);
            return new Figures(
                    route,
                    release,
                    requests - earlier.requests,
                    errors - earlier.errors,
                    bytes - earlier.bytes,
                    spared - earlier.spared,
                    answerable - earlier.answerable,
                    rest);
        }
    }

    /**
     * The figures of an environment by route and release, of the minutes that touch that stretch of time.
     *
     * @param from the first moment
     * @param to the last
     */
    public List<Figures> between(String site, String environment, Instant from, Instant to) {
        List<Figures> figures = new ArrayList<>();
        sums(key -> key.site().equals(site) && key.environment().equals(environment), from, to)
                .forEach((key, sum) -> figures.add(sum.figures(key)));
        return figures;
    }

    /** Those of every environment in the hour before the last {@link #tick}. */
    Map<MinuteFigures.Key, Figures> lastHour() {
        Instant to = ticked;
        Map<MinuteFigures.Key, Figures> figures = new LinkedHashMap<>();
        sums(key -> true, to.minus(HOUR), to).forEach((key, sum) -> figures.put(key, sum.figures(key)));
        return figures;
    }

    private Map<MinuteFigures.Key, Sum> sums(Predicate<MinuteFigures.Key> wanted, Instant from, Instant to) {
        long first = from.getEpochSecond() / 60;
        long last = to.getEpochSecond() / 60;
        Map<MinuteFigures.Key, Sum> sums = new LinkedHashMap<>();
        Consumer<MinuteRecord> add = record -> {
            if (record.minute() >= first && record.minute() <= last && wanted.test(record.key())) {
                sums.computeIfAbsent(record.key(), any -> new Sum()).add(record);
            }
        };
        synchronized (this) {
            sealed.forEach(add);
        }
        open.values().forEach(series -> series.underWay().forEach(add));
        return sums;
    }

    private static final class Sum {
        private long requests;
        private long errors;
        private long bytes;
        private long spared;
        private long answerable;
        private final Histogram latency = new Histogram(MinuteFigures.LONGEST_MICROS, MinuteFigures.DIGITS);

        void add(MinuteRecord record) {
            requests += record.requests();
            errors += record.errors();
            bytes += record.bytes();
            spared += record.spared();
            answerable += record.answerable();
            latency.add(record.histogram());
        }

        Figures figures(MinuteFigures.Key key) {
            return new Figures(key.route(), key.release(), requests, errors, bytes, spared, answerable, latency);
        }
    }
}
