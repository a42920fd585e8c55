package dev.slipway.check.sessions;

import dev.slipway.check.CheckAnswer;
import dev.slipway.check.CheckClient;
import dev.slipway.check.CheckRequest;
import dev.slipway.check.Finding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Web cache deception: a user is made to ask for his page under a name that looks like a file's, and a cache that decides by
 * the name keeps it for whoever asks next.
 */
final class Deception {
    /** What goes behind the path, as it is sent. */
    private static final List<String> DISGUISES = List.of(
            "/x.css",
            "/x.js",
            ".css",
            ";x.css",
            ";.js",
            "%2Fx.css",
            "%3Bx.css",
            "%00.css",
            "%0Ax.css",
            "/..%2Fstatic%2Fx.css",
            "%23x.css",
            "%3Fx.css",
            "//x.css",
            "/.css");

    private final CheckClient client;
    private final Canaries canaries;

    Deception(CheckClient client, Canaries canaries) {
        this.client = client;
        this.canaries = canaries;
    }

    /**
     * The first disguise under which a stranger is shown the user's page, or null.
     *
     * @param unseen a query parameter that makes the URL one of its own
     */
    @Nullable
    Finding probe(CheckRequest page, Visitor user, Visitor stranger, String unseen) {
        for (String disguise : DISGUISES) {
            String path = page.path();
            String base = path.endsWith("/") && disguise.startsWith("/") ? path.substring(0, path.length() - 1) : path;
            CheckRequest disguised = page.withTarget(base + disguise).withQuery(unseen);
            CheckAnswer mine = client.send(user.asks(disguised));
            String word = canaries.in(mine);
            if (word == null) {
                continue;
            }
            CheckAnswer theirs = client.send(stranger.asks(disguised));
            if (canaries.in(theirs) != null) {
                return SessionRules.CACHE_DECEPTION.finding(
                        page.url(),
                        "\"" + word + "\" of " + user.label() + " is shown to " + stranger.label() + " under " + base
                                + disguise,
                        List.of(user.curl(disguised.withAll(user.fields())), stranger.curl(disguised)));
            }
        }
        return null;
    }
}
