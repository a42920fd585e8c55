package dev.slipway.exchange;

import dev.slipway.http.EntityTag;
import dev.slipway.http.Fields;
import dev.slipway.http.MediaTypes;
import dev.slipway.http.RequestTarget;
import dev.slipway.site.Route;
import dev.slipway.site.Serve;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that users uploaded, in a folder of this machine. Nothing of it is trusted: links that lead out of the folder,
 * devices and odd names are not found, and what a browser would run is put in a sandbox.
 */
final class FolderAnswers {
    private static final Logger log = LoggerFactory.getLogger(FolderAnswers.class);

    /** Up to here a file is read at once, and so sent as it was at one moment; larger ones go from disk. */
    private static final int READ_BYTES = 64 << 10;

    private final FileAnswers files;
    private final ErrorAnswers errors;
    private final Executor blocking;

    FolderAnswers(FileAnswers files, ErrorAnswers errors, Executor blocking) {
        this.files = files;
        this.errors = errors;
        this.blocking = blocking;
    }

    void answer(Exchange exchange, Route route, Serve.Folder serve) {
        if (!files.isOffered(exchange)) {
            return;
        }
        RequestTarget target = exchange.head().target();
        if (target.ambiguous() || target.path().endsWith("/")) {
            errors.answer(exchange, 404, "no-such-file");
            return;
        }
        Path folder = exchange.environment().folder().resolve(serve.folder());
        String name = target.path().substring(route.match().prefix().length());
        CompletableFuture.supplyAsync(() -> open(folder, name, route, exchange.isIndexed()), blocking)
                .whenCompleteAsync(
                        (file, failure) -> send(exchange, file, failure),
                        exchange.request().loop());
    }

    private void send(Exchange exchange, @Nullable ReadyFile file, @Nullable Throwable failure) {
        if (failure != null) {
            log.error("{} cannot be read", exchange.head().target().path(), failure);
            errors.answer(exchange, 500, "content-unreadable");
            return;
        }
        if (file == null) {
            errors.answer(exchange, 404, "no-such-file");
            return;
        }
        try {
            files.answer(exchange, file, Outcome.FOLDER);
        } finally {
            file.release();
        }
    }

    private static @Nullable ReadyFile open(Path folder, String name, Route route, boolean indexed) {
        try {
            Path root = folder.toRealPath();
            Path file = root.resolve(name).toRealPath();
            // Before it is opened: opening a pipe waits for its writer, opening a device may do anything.
            if (!file.startsWith(root) || !facts(file).isRegularFile()) {
                return null;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
                return ready(file, channel, facts(file), route, indexed);
            }
        } catch (IOException | InvalidPathException notThere) {
            return null;
        }
    }

    private static BasicFileAttributes facts(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static ReadyFile ready(
            Path file, FileChannel channel, BasicFileAttributes facts, Route route, boolean indexed)
            throws IOException {
        long size = facts.size();
        Instant modified = facts.lastModifiedTime().toInstant();
        EntityTag tag = EntityTag.strong(Long.toHexString(size) + "-" + Long.toHexString(modified.getEpochSecond())
                + "." + Integer.toHexString(modified.getNano()));
        Fields fields = fields(file, tag, modified, route, indexed);
        ByteBuf bytes = null;
        if (size <= READ_BYTES) {
            bytes = Unpooled.buffer((int) size, (int) size);
            while (bytes.isWritable()) {
                if (bytes.writeBytes(channel, bytes.writerIndex(), bytes.writableBytes()) < 0) {
                    throw new IOException("the file became shorter while it was read: " + file);
                }
            }
        }
        return ReadyFile.of(fields, tag, modified.truncatedTo(ChronoUnit.SECONDS), size, bytes, file);
    }

    private static Fields fields(Path file, EntityTag tag, Instant modified, Route route, boolean indexed) {
        String mediaType = MediaTypes.forPath(file.toString());
        Fields.Builder fields = Fields.builder()
                .add("Content-Type", mediaType)
                .add("Cache-Control", "no-cache")
                .add("ETag", tag.toString())
                .add("Last-Modified", dev.slipway.http.HttpDate.format(modified))
                .add("Accept-Ranges", "bytes")
                .add("X-Content-Type-Options", "nosniff")
                .add("Cache-Status", "slipway; detail=folder");
        if (isActive(mediaType)) {
            fields.add("Content-Security-Policy", "sandbox");
        }
        return RouteFields.dress(fields, route, indexed).build();
    }

    /** Whether a browser would run scripts in it, in the name of the site that it was uploaded to. */
    private static boolean isActive(String mediaType) {
        return mediaType.startsWith("text/html") || mediaType.contains("xml") || mediaType.contains("svg");
    }
}
