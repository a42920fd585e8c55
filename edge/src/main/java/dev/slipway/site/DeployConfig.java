package dev.slipway.site;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a release is made and deployed: {@code [deploy]}.
 *
 * @param assets the folder that becomes the release, relative to the file
 * @param prefix the path under which its files answer, without a slash at the end; empty for the root
 * @param manifest the bundler's manifest, relative to the file, or null to find it
 * @param command the real deployment command of the service, empty where there is none
 * @param rollback the command that takes it back, empty where there is none
 * @param healthy path that answers 2xx when a process of the app is ready, or null
 * @param changes what a deployment changes beyond files, to be made stale by activations from and to the release
 * @param deadline how long each of the commands may take
 */
public record DeployConfig(
        String assets,
        String prefix,
        @Nullable String manifest,
        List<String> command,
        List<String> rollback,
        @Nullable String healthy,
        List<Change> changes,
        Duration deadline) {
    public static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(10);

    public DeployConfig {
        command = List.copyOf(command);
        rollback = List.copyOf(rollback);
        changes = List.copyOf(changes);
    }
}
