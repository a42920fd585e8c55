package dev.slipway.cache;

import dev.slipway.http.Fields;
import dev.slipway.http.ResponseHead;

/** Validating what is stored with the app (RFC 9111 §4.3). */
public final class Validation {
    private Validation() {}

    /** The request's fields without its own conditions and range, with those of the stored response (§4.3.1). */
    public static Fields conditional(Fields request, StoredResponse stored) {
        throw new UnsupportedOperationException();
    }

    /** The request's fields without conditions and range: they are judged here, against what comes. */
    public static Fields unconditional(Fields request) {
        throw new UnsupportedOperationException();
    }

    /** Whether a 304 speaks of that stored response (§4.3.4): strong validators agree, or it names none. */
    public static boolean isAbout(ResponseHead notModified, StoredResponse stored) {
        throw new UnsupportedOperationException();
    }

    /** The stored response with the fields of a 304 (§3.2, §4.3.4), save those that describe the stored body. */
    public static StoredResponse freshened(
            StoredResponse stored, ResponseHead notModified, long requestedMillis, long receivedMillis) {
        throw new UnsupportedOperationException();
    }

    /** What a 200 to HEAD means for the stored response to GET (§4.3.5). */
    public enum HeadOutcome {
        /** It describes the same: freshen it. */
        FRESHENS,
        /** It describes another: the stored one is stale. */
        INVALIDATES
    }

    /**
     * The outcome.
     *
     * @param bodyLength of the stored response, in bytes
     */
    public static HeadOutcome ofHead(ResponseHead head, StoredResponse stored, long bodyLength) {
        throw new UnsupportedOperationException();
    }
}
