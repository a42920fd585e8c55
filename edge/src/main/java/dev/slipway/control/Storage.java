package dev.slipway.control;

import dev.slipway.api.Problem;
import dev.slipway.blob.DiskFull;
import dev.slipway.control.Refusal.Retry;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What a failing disk or a busy database looks like to the one who asked. */
final class Storage {
    /** SQLite's extended result codes carry the plain one in their lowest byte. */
    private static final int PLAIN_CODE = 0xff;

    private static final String DISK_FULL = "disk-full";

    private Storage() {}

    static Refusal refusal(IOException failure) {
        return failure instanceof DiskFull
                ? full("the state folder could not be written: " + failure.getMessage())
                : failed(failure.toString());
    }

    /** The refusal for a failure of the database, wherever in the chain of causes it stands; null for anything else. */
    static @Nullable Refusal ofDatabase(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException sqlite) {
                return refusal(sqlite);
            }
        }
        return null;
    }

    private static @Nullable Refusal refusal(SQLiteException failure) {
        String message = String.valueOf(failure.getMessage());
        int code = failure.getResultCode().code & PLAIN_CODE;
        if (code == SQLiteErrorCode.SQLITE_FULL.code) {
            return full("the database could not be written: " + message);
        }
        if (code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code) {
            return Refusal.of(
                    503,
                    "database-busy",
                    Retry.SAFE,
                    "the database is held by another process: " + message,
                    "a database that only this node writes",
                    "Nothing was changed. End the other process, then send it again.");
        }
        boolean disk = code == SQLiteErrorCode.SQLITE_IOERR.code
                || code == SQLiteErrorCode.SQLITE_READONLY.code
                || code == SQLiteErrorCode.SQLITE_CANTOPEN.code;
        return disk ? failed(message) : null;
    }

    /** Whether that refusal, or failure, is for want of room. */
    static boolean isFull(Exception failure) {
        if (failure instanceof Refusal refusal) {
            return refusal.problem().type().equals(Problem.TYPE_PREFIX + DISK_FULL);
        }
        Refusal ofDatabase = ofDatabase(failure);
        return failure instanceof DiskFull || ofDatabase != null && isFull(ofDatabase);
    }

    private static Refusal full(String detail) {
        return Refusal.of(
                507,
                DISK_FULL,
                Retry.SAFE,
                detail,
                "free space in the state folder",
                "Nothing that is live was changed. Make room, then send it again; a deploy begins anew, and what had arrived of it was"
                        + " removed.");
    }

    private static Refusal failed(String detail) {
        return Refusal.of(
                503,
                "disk-failed",
                Retry.SAFE,
                "the state folder cannot be written: " + detail,
                "a state folder that the node may write",
                "Nothing that is live was changed. Mend the disk or its permissions, then send it again.");
    }
}
