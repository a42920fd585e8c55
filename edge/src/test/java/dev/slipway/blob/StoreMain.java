package dev.slipway.blob;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A store in a process of its own, to be watched or starved from outside; says on standard output how it went. */
final class StoreMain {
    private StoreMain() {}

    /** @param arguments what to do, and the store's folder */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        BlobStore store = BlobStore.open(folder);
        switch (arguments[0]) {
            case "publish" -> publish(store, folder);
            case "insist" -> insist(store);
            case "fill" -> fill(store, folder);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** What a deploy does; the file {@code published} stands for the commit. */
    private static void publish(BlobStore store, Path folder) throws IOException {
        List<Digest> contents = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            contents.add(store.put(content(i)));
        }
        store.makeDurable(contents);
        store.makeDurable(contents);
        Path draft = Files.createFile(folder.resolve("draft"));
        Files.move(draft, folder.resolve("published"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void insist(BlobStore store) throws IOException {
        List<Digest> contents = List.of(store.put(content(0)));
        Path path = store.path(contents.getFirst());
        try {
            store.makeDurable(contents);
        } catch (IOException e) {
            System.out.println("failed: " + e.getMessage());
        }
        Object suspect = Files.getAttribute(path, "unix:ino");
        store.makeDurable(contents);
        boolean replaced = !suspect.equals(Files.getAttribute(path, "unix:ino"));
        System.out.println("durable, " + (replaced ? "another file" : "the same file"));
    }

    private static void fill(BlobStore store, Path folder) throws IOException {
        try {
            store.put(new byte[4 << 20]);
        } catch (IOException e) {
            System.out.println(e.getClass().getSimpleName());
        }
        try (Stream<Path> left = Files.walk(folder)) {
            System.out.println("left: " + left.filter(Files::isRegularFile).count());
        }
        try {
            store.put(content(0));
            System.out.println("stored");
        } catch (IOException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }

    static byte[] content(int number) {
        return ("content " + number).getBytes(UTF_8);
    }
}
