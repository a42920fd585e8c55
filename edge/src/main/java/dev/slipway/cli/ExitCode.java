package dev.slipway.cli;

/** What every verb ends with; scripts rely on these. */
public final class ExitCode {
    public static final int DONE = 0;
    /** A check or a verdict failed. */
    public static final int FAILED = 1;

    public static final int USAGE = 2;
    public static final int REFUSED = 3;
    public static final int UNREACHABLE = 4;

    private ExitCode() {}
}
