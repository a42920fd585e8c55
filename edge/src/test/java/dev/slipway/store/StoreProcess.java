package dev.slipway.store;

import static dev.slipway.store.Samples.SITE;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A process with a store: one that is killed, or whose disk is starved. */
final class StoreProcess {
    static final int PAGES = 50;

    private static final long MOST_SECONDS = 120;

    private StoreProcess() {}

    /** This class with these arguments on this JVM and class path. */
    static Process start(String... arguments) throws IOException {
        return command(List.of(), arguments).start();
    }

    /** The same as the arguments of another command. */
    static ProcessBuilder command(List<String> before, String... arguments) {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), StoreProcess.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    /** Waits until it has ended by itself. */
    static void finish(Process process) throws InterruptedException {
        try {
            if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the process did not end");
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "churn" -> churn(folder, Integer.parseInt(arguments[2]));
            case "starve" -> starve(folder);
            case "read" -> read(folder);
            case "recover" -> recover(folder);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /**
     * Stores pages of ever newer versions, and purges one now and then, for ever. Prints {@code MODE PAGE VERSION .} when a
     * purge is acknowledged: no older version of that page may be served any more.
     */
    @SuppressWarnings("InfiniteLoopStatement")
    private static void churn(Path folder, int from) throws IOException {
        ObjectStore store = ObjectStore.open(Samples.onDisk(folder));
        ThreadLocalRandom random = ThreadLocalRandom.current();
        for (int version = from; ; version++) {
            int page = random.nextInt(PAGES);
            String body = page + " " + version + " " + "x".repeat(random.nextInt(3_000));
            StoredObject object = Samples.insert(store, "/" + page, body, "label" + page);
            if (object != null && random.nextInt(4) == 0) {
                store.update(object, object.head(), store.sequence());
            }
            if (random.nextInt(4) == 0) {
                int purged = random.nextInt(PAGES);
                Mode mode = random.nextBoolean() ? Mode.HARD : Mode.SOFT;
                boolean byKey = random.nextBoolean();
                PurgeResult result = store.purge(
                        List.of(byKey ? new Selector.Key(SITE + "/" + purged) : new Selector.Label("label" + purged)),
                        mode);
                if (!result.durable()) {
                    throw new IOException("a purge that is not durable on a disk that works");
                }
                System.out.println(mode + " " + purged + " " + (version + 1) + " .");
            }
        }
    }

    /** Stores more than the disk has room for, then purges. */
    private static void starve(Path folder) throws IOException {
        try (ObjectStore store = ObjectStore.open(Samples.onDisk(folder))) {
            for (int i = 0; i < 400; i++) {
                Samples.stored(store, "/" + i, i + " " + "x".repeat(10_000), "red");
                long done = i;
                Samples.await(() -> store.stats().diskWrites()
                                + store.stats().diskSkipped()
                                + store.stats().diskFailures()
                        > done);
            }
            print("stored", store.find(SITE + "/399").size());
            print("in memory", Samples.text(store.find(SITE + "/399").getFirst()) != null);
            print("failures", store.stats().diskFailures() > 0);
            print(
                    "durable",
                    store.purge(List.of(new Selector.Label("red")), Mode.HARD).durable());
            print("left", store.stats().objects());
        }
    }

    /** Says what is there, and stores one page more. */
    private static void read(Path folder) throws IOException {
        try (ObjectStore store = ObjectStore.open(Samples.onDisk(folder))) {
            store.restored().join();
            print("restored", store.stats().objects());
            Samples.stored(store, "/new", "hello");
            print("found", requireNonNull(Samples.text(store.find(SITE + "/new").getFirst())));
            print(
                    "durable",
                    store.purge(List.of(new Selector.Key(SITE + "/x")), Mode.SOFT)
                            .durable());
        }
    }

    /** Purges while there is no room for the record, and again when there is. */
    private static void recover(Path folder) throws IOException {
        try (ObjectStore store = ObjectStore.open(Samples.onDisk(folder))) {
            Samples.stored(store, "/hard", "1");
            Samples.stored(store, "/soft", "2");
            Samples.stored(store, "/kept", "3");
            Samples.awaitWrites(store, 3);
            Path filler = folder.resolve("filler");
            fill(filler);
            String large = "/" + "x".repeat(8_000);
            PurgeResult result = store.purge(
                    List.of(new Selector.Key(SITE + "/hard"), new Selector.Prefix(SITE + large)), Mode.HARD);
            print("durable", result.durable());
            print("believed", Files.exists(folder.resolve("mark")));
            Files.delete(filler);
            result = store.purge(
                    List.of(new Selector.Key(SITE + "/soft"), new Selector.Prefix(SITE + large)), Mode.SOFT);
            print("durable", result.durable());
            Samples.await(() -> Files.exists(folder.resolve("mark")));
        }
        try (ObjectStore store = ObjectStore.open(Samples.onDisk(folder))) {
            store.restored().join();
            print("hard", store.find(SITE + "/hard").size());
            print("soft", store.find(SITE + "/soft").getFirst().standing());
            print("kept", store.find(SITE + "/kept").getFirst().standing());
        }
    }

    /** Leaves no page of the disk free. */
    private static void fill(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException full) {
            print("full", String.valueOf(full.getMessage()).contains("No space left"));
        }
    }

    private static void print(String what, Object value) {
        System.out.println(what + ": " + value);
    }
}
