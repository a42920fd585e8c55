package dev.slipway.store;

import io.netty.buffer.ByteBuf;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of objects, by number, spread over 256 folders:
 *
 * <pre>
 * objects/2a/000000000000002a
 * </pre>
 *
 * <p>Everything here blocks. Nothing is synced: see {@link FolderMark}.
 */
final class DiskFolder {
    private static final HexFormat HEX = HexFormat.of();
    private static final int BEGINNING = 2048;
    private static final long HARDLY_ANY = 1 << 20;

    private final Path folder;
    private final Path objects;

    DiskFolder(Path folder) {
        this.folder = folder;
        this.objects = folder.resolve("objects");
    }

    /** A file that is not what was written. */
    static final class Damaged extends IOException {
        private static final long serialVersionUID = 1;

        Damaged(String message) {
            super(message);
        }
    }

    Path path(long number) {
        return objects.resolve(HEX.toHexDigits((byte) number)).resolve(HEX.toHexDigits(number));
    }

    /** Makes a file of these two; a part of it may be there when this fails. */
    void write(long number, ByteBuffer beginning, ByteBuffer body) throws IOException {
        Path path = path(number);
        try (FileChannel channel = create(path)) {
            ByteBuffer[] both = {beginning, body};
            while (beginning.hasRemaining() || body.hasRemaining()) {
                if (channel.write(both) < 0) {
                    throw new EOFException("nothing more can be written to " + path);
                }
            }
        }
    }

    private static FileChannel create(Path path) throws IOException {
        try {
            return FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        } catch (NoSuchFileException e) {
            Files.createDirectories(path.getParent());
            return FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        }
    }

    /** Writes over a file's beginning. */
    void writeBeginning(long number, ByteBuffer beginning) throws IOException {
        try (FileChannel channel = FileChannel.open(path(number), StandardOpenOption.WRITE)) {
            while (beginning.hasRemaining()) {
                channel.write(beginning, beginning.position());
            }
        }
    }

    /** Fills the buffer with the file's body, and verifies it. */
    void readBody(DiskFile file, ByteBuf body) throws IOException {
        Path path = path(file.number());
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long from = file.bodyOffset();
            while (body.isWritable()) {
                if (body.writeBytes(channel, from + body.writerIndex(), body.writableBytes()) < 0) {
                    throw new Damaged(path + " is shorter than it was");
                }
            }
        }
        if (DiskFormat.crc(body.nioBuffer()) != file.bodyCrc()) {
            throw new Damaged("the body in " + path + " is not what was written");
        }
    }

    /** What a file's beginning says; null when it is damaged, torn, or in the wrong place. */
    DiskFormat.@Nullable Content readBeginning(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            byte[] beginning = read(channel, BEGINNING);
            int needed = DiskFormat.needed(beginning);
            if (needed > beginning.length) {
                beginning = read(channel, needed);
            }
            DiskFormat.Content content = DiskFormat.decode(beginning);
            boolean right = content != null
                    && content.fileLength() == channel.size()
                    && path.equals(path(content.file().number()));
            return right ? content : null;
        }
    }

    private static byte[] read(FileChannel channel, int most) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(most, channel.size()));
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, bytes.position()) < 0) {
                break;
            }
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    void delete(long number) throws IOException {
        Files.deleteIfExists(path(number));
    }

    /** The folders that hold files. */
    List<Path> shards() throws IOException {
        return Files.exists(objects) ? children(objects) : List.of();
    }

    /** Everything in a folder, in no order. */
    static List<Path> children(Path folder) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(children::add);
        }
        return children;
    }

    /** Puts all objects where nobody looks for them, at once; {@link #sweep()} deletes them. */
    void setAside() throws IOException {
        if (Files.exists(objects)) {
            Path aside = folder.resolve("aside");
            Files.createDirectories(aside);
            Files.move(objects, Files.createTempDirectory(aside, "").resolve("objects"));
        }
        Files.createDirectories(objects);
    }

    /** Deletes what was set aside. */
    void sweep() throws IOException {
        Path aside = folder.resolve("aside");
        if (Files.exists(aside)) {
            Files.walkFileTree(aside, new Sweeper());
        }
    }

    private static final class Sweeper extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
        }
    }

    /** Whether the file system has hardly any room left. */
    boolean isFull() {
        try {
            return Files.getFileStore(folder).getUsableSpace() < HARDLY_ANY;
        } catch (IOException e) {
            return false; // then something else is wrong
        }
    }
}
