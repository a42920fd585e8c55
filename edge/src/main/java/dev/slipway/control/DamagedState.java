package dev.slipway.control;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;
import java.sql.SQLException;

/** What the state folder holds cannot be used: a node that served the rest of it would answer with something else. */
final class DamagedState extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private DamagedState(String message, Throwable cause) {
        super(message, cause);
    }

    /** The end of a start, from whatever reading the state came to; a disk or a lock in the way is named as such. */
    static IOException of(Path folder, RuntimeException failure) {
        Refusal passing = Storage.ofDatabase(failure);
        if (passing != null) {
            return new IOException(
                    passing.problem().detail() + ". Expected: "
                            + passing.problem().expected() + ". "
                            + passing.problem().next(),
                    failure);
        }
        return new DamagedState(
                "the state folder " + folder + " is damaged: " + reason(failure)
                        + ". Expected: the state as a node left it. Nothing was removed; starting again is safe, and ends"
                        + " like this until the folder is mended. Put a copy of the whole folder in its place, or set"
                        + " [node] state to a new folder and deploy again.",
                failure);
    }

    private static String reason(RuntimeException failure) {
        Throwable cause = failure.getCause();
        return cause instanceof SQLException
                ? "the database cannot be read: " + cause.getMessage()
                : String.valueOf(failure.getMessage());
    }
}
