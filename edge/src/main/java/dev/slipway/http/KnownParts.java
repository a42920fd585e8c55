package dev.slipway.http;

import org.jspecify.annotations.Nullable;

/**
 * Parts of HTTP/1.1 requests that were decoded lately, with what they came to. Clients send the same field section with request
 * after request on a connection, byte for byte: a browser for all pictures of a page; and many of them ask for the same
 * targets. Whatever is not the same to the last byte is decoded.
 *
 * <p>Not for several threads: one belongs to each event loop.
 */
public final class KnownParts {
    private static final int SECTIONS = 64;

    /** Longer ones are decoded each time, which bounds what is kept to a few hundred kilobytes. */
    private static final int LONGEST_SECTION = 2 << 10;

    private static final int TARGETS = 512;

    private static final int LONGEST_TARGET = 256;

    /**
     * A field section and what it says.
     *
     * @param authority what Host names, checked and in lower case
     * @param host the authority without its port
     */
    record Section(Fields fields, String authority, String host, boolean keepAlive, boolean expectsContinue) {}

    private final Recurring<Section> sections = new Recurring<>(SECTIONS, LONGEST_SECTION);
    private final Recurring<RequestTarget> targets = new Recurring<>(TARGETS, LONGEST_TARGET);

    /** The field section in those bytes, the empty line included, where it is known. */
    @Nullable
    Section section(byte[] bytes, int from, int to) {
        return sections.find(bytes, from, to);
    }

    /**
     * Remembers a section that comes again, unless it announces a body: how long a body is differs from request to request.
     */
    void keep(byte[] bytes, int from, int to, RequestFraming framing) {
        if (framing.bodyLength() != 0 || !sections.comeAgain(bytes, from, to)) {
            return;
        }
        RequestHead head = framing.head();
        Section section = new Section(
                head.fields(), head.authority(), head.host(), framing.keepAlive(), framing.expectsContinue());
        sections.keep(bytes, from, to, section);
    }

    /** The target in those bytes, where it is known; it is in origin form then. */
    @Nullable
    RequestTarget target(byte[] bytes, int from, int to) {
        return targets.find(bytes, from, to);
    }

    /** Remembers a target in origin form that comes again; what other forms mean depends on the host. */
    void keep(byte[] bytes, int from, int to, RequestTarget target) {
        if (targets.comeAgain(bytes, from, to)) {
            targets.keep(bytes, from, to, target);
        }
    }
}
