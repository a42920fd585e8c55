package dev.slipway.loop;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.function.Supplier;

/**
 * One of something for each event loop, which then needs no lock.
 *
 * @param <T> what each has
 */
public final class LoopLocal<T> {
    private final FastThreadLocal<T> each;

    /** @param made makes one when a loop first asks for it */
    public LoopLocal(Supplier<T> made) {
        this.each = new FastThreadLocal<>() {
            @Override
            protected T initialValue() {
                return made.get();
            }
        };
    }

    /** That of the loop whose thread this is. */
    public T get() {
        return each.get();
    }
}
