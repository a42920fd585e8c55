package dev.slipway.exchange;

import dev.slipway.http.Fields;
import dev.slipway.http.ResponseHead;

/** Heads of the answers that the edge makes itself. */
final class Answers {
    private Answers() {}

    static ResponseHead head(int status, String... namesAndValues) {
        return new ResponseHead(status, Fields.of(namesAndValues));
    }
}
