package dev.slipway.body;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file that is nowhere but in memory, mapped: {@code memfd_create(2)}. The kernel sends from it without copying, and pages
 * that are on their way to a client live on after the file is closed, unchanged, because nobody writes to them any more.
 */
final class MemoryFile {
    private static final int CLOSE_ON_EXEC = 1;
    private static final int READ_AND_WRITE = 3;
    private static final int SHARED = 1;
    private static final long FAILED = -1;

    private final FileChannel channel;
    private final MemorySegment mapped;

    private MemoryFile(FileChannel channel, MemorySegment mapped) {
        this.channel = channel;
        this.mapped = mapped;
    }

    /** A file of that length; null where the system has none. */
    static @Nullable MemoryFile open(int length) {
        System calls = System.CALLS;
        return calls == null ? null : calls.open(length);
    }

    /** The file, for whoever opened it to close. */
    FileChannel channel() {
        return channel;
    }

    /** Its bytes, writable, until it is unmapped. */
    ByteBuffer bytes() {
        return mapped.asByteBuffer();
    }

    void unmap() {
        System calls = System.CALLS;
        if (calls != null) {
            calls.unmap(mapped);
        }
    }

    /** The system calls that the JDK does not offer; on Linux only. */
    private static final class System {
        static final @Nullable System CALLS = load();

        private final MethodHandle create;
        private final MethodHandle allocate;
        private final MethodHandle close;
        private final MethodHandle map;
        private final MethodHandle unmap;
        private final MemorySegment name = Arena.global().allocateFrom("slipway");

        private System(Linker linker, SymbolLookup libc) {
            ValueLayout.OfInt number = ValueLayout.JAVA_INT;
            ValueLayout.OfLong size = ValueLayout.JAVA_LONG;
            create = handle(linker, libc, "memfd_create", FunctionDescriptor.of(number, ValueLayout.ADDRESS, number));
            allocate = handle(linker, libc, "fallocate", FunctionDescriptor.of(number, number, number, size, size));
            close = handle(linker, libc, "close", FunctionDescriptor.of(number, number));
            map = handle(linker, libc, "mmap", FunctionDescriptor.of(size, size, size, number, number, number, size));
            unmap = handle(linker, libc, "munmap", FunctionDescriptor.of(number, size, size));
        }

        private static MethodHandle handle(Linker linker, SymbolLookup libc, String name, FunctionDescriptor type) {
            return linker.downcallHandle(libc.findOrThrow(name), type);
        }

        private static @Nullable System load() {
            if (!java.lang.System.getProperty("os.name").equals("Linux")) {
                return null;
            }
            try {
                Linker linker = Linker.nativeLinker();
                return new System(linker, linker.defaultLookup());
            } catch (RuntimeException | LinkageError unavailable) {
                return null;
            }
        }

        @Nullable
        MemoryFile open(int length) {
            try {
                int descriptor = (int) create.invokeExact(name, CLOSE_ON_EXEC);
                if (descriptor < 0) {
                    return null;
                }
                try {
                    return mapped(descriptor, length);
                } finally {
                    int unused = (int) close.invokeExact(descriptor);
                }
            } catch (IOException noDescriptor) {
                return null;
            } catch (Throwable unexpected) {
                throw new IllegalStateException(unexpected);
            }
        }

        /**
         * The JDK opens the same file anew, for it has no channel for a descriptor. The memory is taken beforehand: where there is
         * none, writing to the mapping would kill the process.
         */
        private @Nullable MemoryFile mapped(int descriptor, int length) throws Throwable {
            if ((int) allocate.invokeExact(descriptor, 0, 0L, (long) length) != 0) {
                return null;
            }
            Path path = Path.of("/proc/self/fd/" + descriptor);
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            long address = (long) map.invokeExact(0L, (long) length, READ_AND_WRITE, SHARED, descriptor, 0L);
            if (address == FAILED) {
                channel.close();
                return null;
            }
            return new MemoryFile(channel, MemorySegment.ofAddress(address).reinterpret(length));
        }

        void unmap(MemorySegment mapped) {
            try {
                int unused = (int) unmap.invokeExact(mapped.address(), mapped.byteSize());
            } catch (Throwable unexpected) {
                throw new IllegalStateException(unexpected);
            }
        }
    }
}
