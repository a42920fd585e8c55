package dev.slipway.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A release as the control API shows it.
 *
 * @param name {@code 2026-11-22.3}
 * @param state {@code receiving}, {@code publishing}, {@code published} or {@code failed}
 * @param created when it was announced
 * @param published when its files began to answer, or null
 * @param files how many files it has
 * @param bytes their total length as they are
 * @param origin where it comes from
 * @param missing digests still to be sent; empty in listings
 * @param progress how far publishing has come, or null
 * @param liveIn the environments in which it is live now
 * @param problem why it failed, or null
 */
public record Release(
        String name,
        String state,
        Instant created,
        @Nullable Instant published,
        int files,
        long bytes,
        ReleaseDraft.Origin origin,
        List<String> missing,
        @Nullable Progress progress,
        List<String> liveIn,
        @Nullable String problem) {
    public Release {
        missing = List.copyOf(missing);
        liveIn = List.copyOf(liveIn);
    }

    /** How far publishing has come, in steps of one content each. */
    public record Progress(int done, int total) {}
}
