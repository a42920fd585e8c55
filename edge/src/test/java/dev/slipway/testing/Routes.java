package dev.slipway.testing;

import dev.slipway.cache.CachePolicy;
import dev.slipway.http.Fields;
import dev.slipway.site.PathPattern;
import dev.slipway.site.Route;
import dev.slipway.site.Serve;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Routes with nothing but what a test is about. */
public final class Routes {
    private Routes() {}

    public static Route release(String match) {
        return of(match, new Serve.Release(null, null, List.of()));
    }

    public static Route folder(String match, Path folder) {
        return of(match, new Serve.Folder(folder));
    }

    public static Route app(String match) {
        return of(match, new Serve.App("app"));
    }

    public static Route redirect(String match, String to, int status) {
        return of(match, new Serve.Redirect(to, status));
    }

    public static Route of(String match, Serve serve) {
        return of(match, serve, Fields.EMPTY, Map.of());
    }

    /** With response fields and error pages; named after its pattern. */
    public static Route of(String match, Serve serve, Fields headers, Map<Integer, String> errorPages) {
        return new Route(match, new PathPattern(match), serve, CachePolicy.NEVER, headers, errorPages);
    }
}
