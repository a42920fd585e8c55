package dev.slipway.site;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a route's answers come from. */
public sealed interface Serve {
    /**
     * Files of the live release, and fingerprinted files of every release held.
     *
     * @param fallback release path of the page for navigations that find no file ({@code /index.html}), or null
     * @param missingToApp the pool that is asked for files no release has ({@code missing = "app"}), or null
     * @param fingerprinted patterns that declare paths fingerprinted: the route vouches for them
     */
    record Release(@Nullable String fallback, @Nullable String missingToApp, List<PathPattern> fingerprinted)
            implements Serve {
        public Release {
            fingerprinted = List.copyOf(fingerprinted);
        }
    }

    /**
     * Files that users uploaded, on this machine.
     *
     * @param folder absolute, or relative to the folder of {@code slipway.toml}
     */
    record Folder(Path folder) implements Serve {}

    /**
     * The app.
     *
     * @param pool the pool's name; {@code app} unless another is named
     */
    record App(String pool) implements Serve {}

    /**
     * A redirect.
     *
     * @param to path or absolute URL; {@code *} stands for what the pattern's star took
     * @param status 301, 302, 303, 307 or 308
     */
    record Redirect(String to, int status) implements Serve {}
}
