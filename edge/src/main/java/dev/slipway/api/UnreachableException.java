package dev.slipway.api;

import java.io.IOException;

/** A node that did not answer, or stopped answering in the middle: whether it acted is unknown. */
public final class UnreachableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String url;
    private final boolean changing;

    /**
     * @param url where the node was expected
     * @param changing whether the request asked for a change
     */
    public UnreachableException(String url, boolean changing, IOException cause) {
        super("no answer from " + url + ": " + reason(cause), cause);
        this.url = url;
        this.changing = changing;
    }

    /** The same in the words of a refusal; its status is 0, because no answer came. */
    public Problem problem() {
        return new Problem(
                Problem.TYPE_PREFIX + "unreachable",
                "The node does not answer",
                0,
                String.valueOf(getMessage()),
                "a Slipway node whose control API listens at " + url,
                "safe",
                changing
                        ? "look with slipway status whether it was done before the answer was lost, then repeat"
                        : "start it with slipway serve or slipway demo, or name another with --node or SLIPWAY_URL",
                null);
    }

    private static String reason(IOException cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
