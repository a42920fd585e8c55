package dev.slipway.wire;

import dev.slipway.body.SendableBytes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.DefaultFileRegion;
import org.jspecify.annotations.Nullable;

/** Bytes of a buffer that the kernel sends from a file; the buffer is given back in place of closing the file. */
final class BufferRegion extends DefaultFileRegion {
    private final ByteBuf held;

    private BufferRegion(SendableBytes.InFile place, ByteBuf held) {
        super(place.file(), place.offset(), place.length());
        this.held = held;
    }

    /**
     * The readable bytes as a region, or null where they are in no file.
     *
     * @param bytes one reference, taken over by what is returned; the caller's where that is null
     */
    static @Nullable BufferRegion of(ByteBuf bytes) {
        SendableBytes.InFile place = SendableBytes.find(bytes);
        return place == null ? null : new BufferRegion(place, bytes);
    }

    @Override
    protected void deallocate() {
        held.release();
    }
}
