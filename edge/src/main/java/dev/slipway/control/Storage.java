package dev.slipway.control;

import dev.slipway.control.Refusal.Retry;
import java.io.IOException;
import java.sql.SQLException;

/** What a failing disk or a busy database looks like to the one who asked. */
final class Storage {
    private Storage() {}

    static Refusal refusal(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        boolean full = message.contains("No space left on device") || message.contains("Disk quota exceeded");
        return Refusal.of(
                full ? 507 : 500,
                full ? "disk-full" : "disk-failed",
                Retry.SAFE,
                "the state folder could not be written: " + message,
                full ? "free space in the state folder" : "a state folder that can be written",
                "Nothing that is live was changed. Make room or mend the disk, then send it again.");
    }

    /** The refusal for a failure of the database, wherever in the chain of causes it stands; null for anything else. */
    static @org.jspecify.annotations.Nullable Refusal ofDatabase(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return refusal(sql);
            }
        }
        return null;
    }

    private static Refusal refusal(SQLException sql) {
        String message = String.valueOf(sql.getMessage());
        if (message.contains("SQLITE_FULL") || message.contains("SQLITE_IOERR")) {
            return Refusal.of(
                    507,
                    "disk-full",
                    Retry.SAFE,
                    "the database could not be written: " + message,
                    "free space in the state folder",
                    "Nothing was changed. Make room, then send it again.");
        }
        return Refusal.of(
                503,
                "database-busy",
                Retry.SAFE,
                "the database is held by another process: " + message,
                "a database that only this node writes",
                "Nothing was changed. End the other process, then send it again.");
    }
}
