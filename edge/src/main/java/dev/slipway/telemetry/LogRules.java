package dev.slipway.telemetry;

/**
 * How the access log is written.
 *
 * @param fileBytes the size at which the file is rotated
 * @param files how many rotated files are kept beside the one being written
 * @param query whether queries are written; false redacts them
 * @param client whether client addresses are written in full; false cuts them to their network (/24 or /48)
 */
public record LogRules(long fileBytes, int files, boolean query, boolean client) {
    public LogRules {
        if (fileBytes < 1 || files < 0) {
            throw new IllegalArgumentException("a log file needs room for a line, and a count of zero or more");
        }
    }
}
