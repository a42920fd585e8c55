package dev.slipway.body;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A buffer whose bytes the kernel can send by itself, from a file that has the same ({@code sendfile(2)}), instead of
 * copying them to every client anew. Else a direct buffer as any: TLS and HTTP/2, which have to touch the bytes, read it
 * like the others.
 *
 * <p>It is written once, before anybody else sees it, and its file never changes; what was sent may still be on its way when
 * buffer and file are gone.
 */
public class SendableBytes extends SharedBytes {
    /** Shorter bodies cost less to copy than to send like this: measured (docs/decisions.md). */
    public static final int LEAST = 32 << 10;

    /** So many may be open at once: each takes a descriptor, and connections need them too. */
    static final int MOST = 2_000;

    private static final AtomicInteger OPEN = new AtomicInteger();

    private final FileChannel file;
    private final @Nullable MemoryFile memory;
    private final long address;

    /** A buffer that is a file, one in memory: what is written to it is in the file. */
    protected SendableBytes(Place place) {
        super(place.memory.bytes());
        this.file = place.memory.channel();
        this.memory = place.memory;
        this.address = address(this, capacity());
    }

    /** A buffer for the first bytes of a file that was opened here, which it closes; whoever makes it puts them in. */
    protected SendableBytes(FileChannel file, int length) {
        super(length);
        this.file = file;
        this.memory = null;
        this.address = address(this, length);
    }

    /** Where the bytes will lie. */
    public static final class Place {
        private final MemoryFile memory;

        private Place(MemoryFile memory) {
            this.memory = memory;
        }

        /** Room for so many bytes; null for few, where the system has no such memory, or where too many are open. */
        public static @Nullable Place of(int bytes) {
            if (bytes < LEAST || !enter()) {
                return null;
            }
            MemoryFile memory = MemoryFile.open(bytes);
            if (memory == null) {
                OPEN.decrementAndGet();
                return null;
            }
            return new Place(memory);
        }
    }

    /** A file to send so many bytes from; null for few, where it cannot be opened, or where too many are open. */
    static @Nullable FileChannel open(Path path, int bytes) {
        if (bytes < LEAST || !enter()) {
            return null;
        }
        try {
            return FileChannel.open(path);
        } catch (IOException e) {
            OPEN.decrementAndGet();
            return null;
        }
    }

    private static boolean enter() {
        if (OPEN.incrementAndGet() <= MOST) {
            return true;
        }
        OPEN.decrementAndGet();
        return false;
    }

    /** Where in a file bytes are as well. */
    public record InFile(FileChannel file, long offset, int length) {}

    /** Where the readable bytes are, if they are of such a buffer, and not few; for as long as it is held. Else null. */
    public static @Nullable InFile find(ByteBuf bytes) {
        int length = bytes.readableBytes();
        if (length < LEAST) {
            return null;
        }
        ByteBuf origin = bytes;
        while (!(origin instanceof SendableBytes whole)) {
            ByteBuf below = origin.unwrap();
            if (below == null) {
                return null;
            }
            origin = below;
        }
        return new InFile(whole.file, address(bytes.slice(), length) - whole.address, length);
    }

    private static long address(ByteBuf bytes, int length) {
        return MemorySegment.ofBuffer(bytes.nioBuffer(0, length)).address();
    }

    @Override
    protected void deallocate() {
        super.deallocate();
        if (memory != null) {
            memory.unmap();
        }
        OPEN.decrementAndGet();
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
