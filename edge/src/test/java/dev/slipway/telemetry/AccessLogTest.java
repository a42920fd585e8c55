package dev.slipway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The access log on a real disk. */
class AccessLogTest {
    private static final int LINES_A_FILE = 3;
    private static final int ROTATED_LINES = 10_000;

    @TempDir
    Path folder;

    @Test
    void linesReachTheFileByThemselvesAndAllOfThemOnClose() throws Exception {
        Path file = folder.resolve("access.log");
        try (AccessLog log = AccessLog.open(file, Events.PLAIN)) {
            log.log(Events.event("first"));
            await(() -> Files.exists(file) && sizeOf(file) > 0);
            for (int i = 0; i < 1000; i++) {
                log.log(Events.event("e" + i));
            }
            // More at once than after which the writer rests shortly.
            await(() -> linesOf(file) == 1001);
            log.log(Events.event("last"));
        }
        assertThat(Files.readAllLines(file)).hasSize(1002).last().asString().contains("\"id\":\"last\"");
    }

    /** A client decides how long its texts are, and how many of them wait. */
    @Test
    void longTextsOfAClientAreCut() throws IOException {
        Path file = folder.resolve("access.log");
        String path = "/" + "p".repeat(AccessLog.MOST_CHARS - 1);
        try (AccessLog log = AccessLog.open(file, Events.PLAIN)) {
            log.log(Events.event("whole", "192.0.2.7", path, "q", 200));
            log.log(Events.event("cut", "192.0.2.7", path + "p", "q".repeat(8 << 10), 200));
        }
        assertThat(Files.readAllLines(file))
                .satisfiesExactly(
                        line -> assertThat(line).contains("\"path\":\"" + path + "\",\"query\":\"q\""),
                        line -> assertThat(line)
                                .contains("\"path\":\"" + path.substring(0, path.length() - 1) + "…\"")
                                .contains("q…\"")
                                .hasSizeLessThan(3 * AccessLog.MOST_CHARS));
    }

    @Test
    void filesAreRotatedBySizeAndCountWithoutSplittingALine() throws Exception {
        Path file = folder.resolve("access.log");
        try (AccessLog log = AccessLog.open(file, new LogRules(4000, 2, true, true))) {
            for (int i = 0; i < 200; i++) {
                log.log(Events.event("e" + i));
            }
        }
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("access.log", "access.log.1", "access.log.2");
        for (int age = 0; age < 3; age++) {
            Path one = LogFile.rotated(file, age);
            assertThat(Files.size(one)).isLessThanOrEqualTo(4000);
            assertThat(Files.readAllLines(one)).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        }
        assertThat(Files.readString(file)).contains("\"id\":\"e199\"");
    }

    @Test
    void aFullDiskLosesLinesAndCountsThemAndNothingElse() throws Exception {
        Path file = Files.createSymbolicLink(folder.resolve("access.log"), Path.of("/dev/full"));
        try (AccessLog log = AccessLog.open(file, Events.PLAIN)) {
            for (int i = 0; i < 100; i++) {
                log.log(Events.event("e" + i));
            }
            await(() -> log.unwritten() == 100);
            Files.delete(file);
        }
    }

    @Test
    void aRingTakesNoMoreThanItHoldsAndKeepsTheOrder() {
        EventRing ring = new EventRing(4);
        for (int i = 0; i < 4; i++) {
            assertThat(ring.offer(Events.event("e" + i))).isTrue();
        }
        assertThat(ring.offer(Events.event("late"))).isFalse();
        assertThat(ring.poll()).extracting(ExchangeEvent::requestId).isEqualTo("e0");
        assertThat(ring.offer(Events.event("e4"))).isTrue();
        for (int i = 1; i < 5; i++) {
            assertThat(ring.poll()).extracting(ExchangeEvent::requestId).isEqualTo("e" + i);
        }
        assertThat(ring.poll()).isNull();
    }

    @Test
    void manyThreadsLoseNothingThatWasTaken() throws Exception {
        Path file = folder.resolve("access.log");
        AccessLog log = AccessLog.open(file, new LogRules(1 << 30, 1, true, true));
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 5000; i++) {
                    log.log(Events.event("e"));
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        log.close();
        try (var lines = Files.lines(file)) {
            assertThat(lines.count() + log.dropped()).isEqualTo(20_000);
        }
    }

    @Test
    void aTailFollowsAcrossRotations() throws Exception {
        Path file = folder.resolve("access.log");
        List<String> seen = new ArrayList<>();
        try (LogTail early = LogTail.open(file, 10);
                AccessLog log = AccessLog.open(file, new LogRules(4000, 50, true, true))) {
            assertThat(early.poll()).isEmpty();
            for (int i = 0; i < 200; i++) {
                log.log(Events.event("e" + i));
                if (i % 25 == 0) {
                    seen.addAll(early.poll());
                }
            }
            await(() -> {
                seen.addAll(poll(early));
                return seen.size() >= 200;
            });
        }
        assertThat(seen).hasSize(200);
        for (int i = 0; i < 200; i++) {
            assertThat(seen.get(i)).contains("\"id\":\"e" + i + "\"");
        }
        try (LogTail late = LogTail.open(file, 30)) {
            assertThat(late.poll()).isEqualTo(seen.subList(170, 200));
            assertThat(late.poll()).isEmpty();
        }
    }

    @Test
    void aTailRepeatsAndMissesNothingHoweverOftenTheLogIsRotated() throws Exception {
        Path path = folder.resolve("access.log");
        AtomicInteger seen = new AtomicInteger();
        try (LogTail tail = LogTail.open(path, 10);
                ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<?> writer = thread.submit(() -> writeAndRotate(path, seen));
            try {
                while (seen.get() < ROTATED_LINES && writer.state() != Future.State.FAILED) {
                    for (String line : tail.poll()) {
                        assertThat(line).isEqualTo("line%06d".formatted(seen.get()));
                        seen.incrementAndGet();
                    }
                }
            } finally {
                seen.set(ROTATED_LINES);
            }
            writer.get();
        }
    }

    @Test
    void aTailThatIsOpenedWhileTheLogIsRotatedRepeatsAndMissesNothing() throws Exception {
        Path path = folder.resolve("access.log");
        AtomicInteger seen = new AtomicInteger();
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<?> writer = thread.submit(() -> writeAndRotate(path, seen));
            try {
                while (!writer.isDone()) {
                    try (LogTail late = LogTail.open(path, 5 * LINES_A_FILE)) {
                        List<String> last = new ArrayList<>(late.poll());
                        last.addAll(late.poll());
                        expectConsecutive(last);
                        seen.set(last.isEmpty() ? 0 : numberOf(last.getLast()) + 1);
                    }
                }
            } finally {
                seen.set(ROTATED_LINES);
            }
            writer.get();
        }
    }

    /** Never so far ahead that what the reader has not seen is removed. */
    private static @Nullable Void writeAndRotate(Path path, AtomicInteger seen) throws IOException {
        try (LogFile file = new LogFile(path, new LogRules(LINES_A_FILE * 11, 40, true, true))) {
            for (int i = 0; i < ROTATED_LINES; i++) {
                while (i - seen.get() > 30 * LINES_A_FILE) {
                    Thread.yield();
                }
                byte[] line = "line%06d\n".formatted(i).getBytes(StandardCharsets.US_ASCII);
                file.append(line, line.length);
                file.flush();
            }
        }
        return null;
    }

    private static void expectConsecutive(List<String> lines) {
        for (int i = 1; i < lines.size(); i++) {
            assertThat(numberOf(lines.get(i))).isEqualTo(numberOf(lines.get(i - 1)) + 1);
        }
    }

    private static int numberOf(String line) {
        return Integer.parseInt(line.substring("line".length()));
    }

    private static List<String> poll(LogTail tail) {
        try {
            return tail.poll();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static long sizeOf(Path file) {
        return file.toFile().length();
    }

    private static long linesOf(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited ten seconds").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
