package dev.slipway.api;

/** A refusal, by the node or by a client before it asked: nothing was changed. */
public final class ControlException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    public ControlException(Problem problem) {
        super(problem.title() + ": " + problem.detail());
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
