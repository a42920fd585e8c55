package dev.slipway.exchange;

import dev.slipway.body.Body;
import dev.slipway.http.PreparedHead;
import dev.slipway.http.PreparedLine;
import org.jspecify.annotations.Nullable;

/**
 * The final response to one request, as the corridor hands it to the gate.
 *
 * @param head encoded once where the answer is stored
 * @param more a field that this client gets besides, or null: what depends on how the request came is not in a head that
 *     others get as well
 * @param body {@link Body#NONE} for HEAD and wherever the status forbids one
 * @param done told when the gate is finished with it
 */
public record Answer(PreparedHead head, @Nullable PreparedLine more, Body body, Done done) {
    /** The end of an answer. */
    @FunctionalInterface
    public interface Done {
        /**
         * The answer left the gate, or could not.
         *
         * @param bodyBytes how much of the body was handed to the connection
         * @param complete whether that was all of it
         */
        void done(long bodyBytes, boolean complete);
    }
}
