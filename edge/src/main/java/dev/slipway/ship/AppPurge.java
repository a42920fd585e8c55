package dev.slipway.ship;

import dev.slipway.api.PurgeRequest;
import dev.slipway.site.Change;
import dev.slipway.site.DeployConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The purge of what a new app answers otherwise: what {@code [deploy] changes} names, and everything where it names nothing. */
public final class AppPurge {
    private AppPurge() {}

    /** @param by who asks for it */
    public static PurgeRequest of(@Nullable DeployConfig deploy, String by) {
        List<Change> changes = deploy == null ? List.of() : deploy.changes();
        return new PurgeRequest(
                values(changes, Change.Kind.URL),
                values(changes, Change.Kind.ROUTE),
                values(changes, Change.Kind.PREFIX),
                values(changes, Change.Kind.TAG),
                changes.isEmpty() || changes.stream().anyMatch(change -> change.kind() == Change.Kind.EVERYTHING),
                false,
                false,
                by);
    }

    private static List<String> values(List<Change> changes, Change.Kind kind) {
        return changes.stream()
                .filter(change -> change.kind() == kind)
                .map(Change::value)
                .toList();
    }
}
