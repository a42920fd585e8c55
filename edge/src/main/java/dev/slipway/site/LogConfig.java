package dev.slipway.site;

/**
 * The access log: {@code [node.log]}.
 *
 * @param enabled whether it is written
 * @param fileBytes the size at which a file is rotated
 * @param files how many rotated files are kept
 * @param query whether the query is written; false redacts it
 * @param client whether the client address is written in full; false cuts it to its network
 */
public record LogConfig(boolean enabled, long fileBytes, int files, boolean query, boolean client) {
    public static final LogConfig DEFAULT = new LogConfig(true, 64L << 20, 8, true, true);
}
