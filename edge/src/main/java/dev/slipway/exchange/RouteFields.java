package dev.slipway.exchange;

import dev.slipway.http.Fields;
import dev.slipway.site.Route;
import org.jspecify.annotations.Nullable;

/** The response fields that a route and its environment add to every answer. */
final class RouteFields {
    private RouteFields() {}

    /**
     * @param route whose {@code headers} replace fields of the same name, or null where no route took the request
     * @param indexed false adds {@code X-Robots-Tag: noindex}
     */
    static Fields.Builder dress(Fields.Builder fields, @Nullable Route route, boolean indexed) {
        if (route != null) {
            for (int i = 0; i < route.headers().size(); i++) {
                String name = route.headers().name(i);
                if (name.equalsIgnoreCase("Vary")) {
                    // Adds to what the answer depends on: replacing it would let caches mix up encodings.
                    fields.add(name, route.headers().value(i));
                } else {
                    fields.set(name, route.headers().value(i));
                }
            }
        }
        if (!indexed) {
            fields.set("X-Robots-Tag", "noindex");
        }
        return fields;
    }
}
