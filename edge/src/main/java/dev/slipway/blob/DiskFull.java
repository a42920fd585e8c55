package dev.slipway.blob;

import java.io.IOException;

/** The disk, or the quota of the user, that has no room left; nothing half-written was kept, and a retry is safe. */
public final class DiskFull extends IOException {
    private static final long serialVersionUID = 1;

    private DiskFull(IOException cause) {
        super(cause.getMessage(), cause);
    }

    /** That failure, as a {@link DiskFull} when it is one: the JDK tells ENOSPC and EDQUOT by their words only. */
    static IOException orSame(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        boolean full = message.contains("No space left on device") || message.contains("Disk quota exceeded");
        return full ? new DiskFull(failure) : failure;
    }
}
