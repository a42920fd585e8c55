package dev.slipway.cache;

import dev.slipway.http.ResponseHead;
import dev.slipway.http.UriReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a response to an unsafe request makes stale (RFC 9111 §4.4, RFC 9875 §3). */
public final class Invalidation {
    private Invalidation() {}

    /**
     * The keys of the target and, of the same origin only, of Location and Content-Location; empty where the method is
     * safe or the response is an error.
     *
     * @param keys makes keys as the requests for these would have
     */
    public static List<String> keys(CacheRequest request, ResponseHead response, CacheKeys keys) {
        if (!invalidates(request, response)) {
            return List.of();
        }
        List<String> found = new ArrayList<>(3);
        found.add(request.key());
        for (String name : List.of("Location", "Content-Location")) {
            String key = key(request.key(), response.fields().get(name), keys);
            if (key != null && !found.contains(key)) {
                found.add(key);
            }
        }
        return found;
    }

    /** The groups that Cache-Group-Invalidation names; empty where the method is safe. */
    public static List<String> groups(CacheRequest request, ResponseHead response) {
        return isSafe(request.method())
                ? List.of()
                : Tags.groups(response.fields().joined("Cache-Group-Invalidation"));
    }

    private static boolean invalidates(CacheRequest request, ResponseHead response) {
        return !isSafe(request.method()) && response.status() >= 200 && response.status() < 400;
    }

    /** RFC 9110 §9.2.1; a method that nobody knows counts as unsafe. */
    private static boolean isSafe(String method) {
        return switch (method) {
            case "GET", "HEAD", "OPTIONS", "TRACE" -> true;
            default -> false;
        };
    }

    private static @Nullable String key(String target, @Nullable String reference, CacheKeys keys) {
        if (reference == null) {
            return null;
        }
        UriReference base = UriReference.parse(CacheKeys.url(target));
        UriReference found = base.resolve(UriReference.parse(reference.strip()));
        if (found.scheme() == null || found.authority() == null) {
            return null;
        }
        String path = found.path().isEmpty() ? "/" : found.path();
        String query = found.query() == null ? "" : "?" + found.query();
        String key = keys.key(
                found.scheme().toLowerCase(Locale.ROOT), found.authority().toLowerCase(Locale.ROOT), path + query);
        // Others' objects are not ours to invalidate: the last rule of §4.4, against denial of service.
        return CacheKeys.url(key).startsWith(base.scheme() + "://" + base.authority() + "/") ? key : null;
    }
}
