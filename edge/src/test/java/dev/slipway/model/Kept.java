package dev.slipway.model;

import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A response that a cache may have: a body, and the head as the latest validation left it. */
final class Kept {
    final String key;

    /** Whose answer it is, or, once validated, whose validation said that it holds. */
    final Call call;

    /** The answer that brought the body. */
    final Said body;

    /** The answer that brought the latest fields. */
    final int head;

    /** All fields as they are now. */
    final Lines fields;

    final Directives.Obeyed obeyed;

    /** What the requests that it answers have in common (RFC 9111 §4.1); null for none (Vary: *). */
    final @Nullable TreeMap<String, String> selection;

    final Set<String> tags;

    /** When it was made, in milliseconds; see {@link Law#dateOf}. */
    final long date;

    /** From when on it is there, and from when on it is gone, in the order of events. */
    final long since;

    private @Nullable Purge purge;

    private boolean invalid;

    long gone = Long.MAX_VALUE;

    /** Whether it must be there, not only may. */
    boolean sure = true;

    /** Why it is gone. */
    private String because = "";

    /** The only one who may get it, or null for all whom the law allows. */
    @Nullable
    Ask only;

    Kept(Call call, Said body, int head, Lines fields, long since) {
        this.key = call.ask.key();
        this.call = call;
        this.body = body;
        this.head = head;
        this.fields = fields;
        this.obeyed = Directives.of(fields);
        this.selection = Law.selection(call.ask, fields);
        this.tags = Law.tags(fields);
        this.since = since;
        this.date = Law.dateOf(fields, call.answeredMillis);
    }

    Directives control() {
        return obeyed.directives();
    }

    void purge(Purge by) {
        purge = by;
        invalid |= by.invalidates();
    }

    /** When it was last purged, in the order of events; 0 for never. */
    long purged() {
        return purge == null ? 0 : purge.at();
    }

    /** Whether a request made it invalid: then nothing but a validation lets it be used (§4.4). */
    boolean isInvalid() {
        return invalid;
    }

    /** A restart takes an invalidation for a purge. */
    void restarted() {
        invalid = false;
    }

    void end(long event, String why) {
        gone = event;
        because = why;
    }

    boolean isGone() {
        return gone != Long.MAX_VALUE;
    }

    @Override
    public String toString() {
        return "\n    said " + body.number() + " for " + selection + " at " + since
                + (head == body.number() ? "" : " updated by " + head) + (sure ? "" : ", maybe")
                + (purge == null ? "" : ", " + purge)
                + (isGone() ? ", gone at " + gone + " (" + because + ")" : "");
    }
}
