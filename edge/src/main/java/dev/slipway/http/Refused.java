package dev.slipway.http;

/**
 * A message that is not served because of its form. Thrown by decoders only: the connection answers with the status and
 * closes, because where the next message starts is in doubt.
 */
public final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String reason;

    /**
     * @param status the status to answer with
     * @param reason the code that log and metrics carry, such as {@code bad-host}
     */
    public Refused(int status, String reason) {
        // Without a stack trace: hostile input must not be more expensive than good input.
        super(reason, null, false, false);
        this.status = status;
        this.reason = reason;
    }

    public int status() {
        return status;
    }

    public String reason() {
        return reason;
    }
}
