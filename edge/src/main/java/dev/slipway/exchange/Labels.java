package dev.slipway.exchange;

import dev.slipway.cache.CacheKeys;
import dev.slipway.cache.Tags;
import dev.slipway.http.Fields;
import java.util.HashSet;
import java.util.Set;

/**
 * The labels under which the store finds objects to purge. Each names its environment, so that purging one never touches
 * another.
 *
 * <pre>
 * environment shop/production
 * route shop/production products
 * tag shop/production product-7
 * group http://shop.localhost:8080 product-7
 * file shop/production /static/app.3f9a.css
 * </pre>
 */
public final class Labels {
    private Labels() {}

    public static String environment(String site, String environment) {
        return "environment " + site + "/" + environment;
    }

    public static String route(String site, String environment, String route) {
        return "route " + site + "/" + environment + " " + route;
    }

    public static String tag(String site, String environment, String tag) {
        return "tag " + site + "/" + environment + " " + tag;
    }

    /** A group of RFC 9875, which is the origin's own (§2.1). */
    static String group(Asker asker, String group) {
        String url = CacheKeys.url(asker.key());
        return "group " + url.substring(0, url.indexOf('/', url.indexOf("://") + 3)) + " " + group;
    }

    /** A release path that a stored page or style sheet names. */
    public static String file(String site, String environment, String path) {
        return "file " + site + "/" + environment + " " + path;
    }

    static boolean isFile(String label) {
        return label.startsWith("file ");
    }

    /** Those of a response to that request, without the files it names. */
    static Set<String> of(Asker asker, Fields response) {
        String site = asker.exchange().environment().site();
        String environment = asker.exchange().environment().config().name();
        Set<String> labels = new HashSet<>();
        labels.add(environment(site, environment));
        labels.add(route(site, environment, asker.route().name()));
        for (String tag : Tags.of(response)) {
            labels.add(tag(site, environment, tag));
        }
        for (String group : Tags.groups(response)) {
            labels.add(group(asker, group));
        }
        return labels;
    }
}
