package dev.slipway.cache;

import dev.slipway.http.Fields;
import java.util.List;

/**
 * Which requests a stored response answers, besides having its key (RFC 9111 §4.1): the fields that its Vary names, and
 * their values, normalised, in the request that it answered first.
 *
 * @param names in lower case, sorted, each once
 * @param values one for each name; empty where the request had no such field
 */
public record Selection(List<String> names, List<String> values) {
    /** A response without Vary: answers every request with its key. */
    public static final Selection ALL = new Selection(List.of(), List.of());

    public Selection {
        names = List.copyOf(names);
        values = List.copyOf(values);
    }

    /** Whether that request is one of them. */
    public boolean matches(Fields request) {
        throw new UnsupportedOperationException();
    }
}
