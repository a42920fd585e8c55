package dev.slipway.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Begins a run: {@code POST …/runs}.
 *
 * @param kind {@code rehearsal} or {@code ship}
 * @param plan the plan's hash, 64 lower-case hexadecimal digits
 * @param release what it will make live
 * @param base for a rehearsal: the release that is live where it will be shipped to; null for none, and for a shipping
 * @param record the text of the change record, or null
 * @param rehearsal proof that the plan was rehearsed, for a protected environment of another node than staging's; null to
 *     look among this node's own
 * @param override why it should go on without a rehearsal; null where it was rehearsed
 * @param rollback the command that takes the deployment command back; empty for none
 * @param by the person, or null for the token's name alone
 */
public record RunRequest(
        String kind,
        String plan,
        String release,
        @Nullable String base,
        @Nullable String record,
        @Nullable Rehearsal rehearsal,
        @Nullable String override,
        List<String> rollback,
        @Nullable String by) {
    public RunRequest {
        rollback = rollback == null ? List.of() : List.copyOf(rollback);
    }
}
