package dev.slipway.loop;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * {@code send(2)} with {@code MSG_MORE}, which Netty does not offer: the kernel waits for what follows, so that the head of an
 * answer leaves in one packet with the beginning of its file. Corking the socket does the same with two calls more.
 */
final class MoreToCome {
    /** Of this system; null where it has no such call. */
    static final @Nullable MoreToCome CALL = load();

    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_MORE = 0x8000;

    private final MethodHandle send;

    private MoreToCome(MethodHandle send) {
        this.send = send;
    }

    /** How many of these bytes the kernel took; negative where it failed, or has no room. */
    long send(int descriptor, long address, long length) {
        try {
            return (long) send.invokeExact(descriptor, address, length, MSG_NOSIGNAL | MSG_MORE);
        } catch (Throwable unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    /** The numbers of the flags are Linux's. */
    private static @Nullable MoreToCome load() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return null;
        }
        try {
            Linker linker = Linker.nativeLinker();
            ValueLayout.OfInt number = ValueLayout.JAVA_INT;
            ValueLayout.OfLong size = ValueLayout.JAVA_LONG;
            return new MoreToCome(linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("send"),
                    FunctionDescriptor.of(size, number, size, size, number)));
        } catch (RuntimeException | LinkageError unavailable) {
            return null;
        }
    }
}
