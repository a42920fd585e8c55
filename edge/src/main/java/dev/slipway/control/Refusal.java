package dev.slipway.control;

import dev.slipway.api.Problem;
import java.util.List;

/** A request that changes nothing because something about it is wrong. Carries what the caller is told. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    public Refusal(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }

    /** Whether the same request may be sent again. */
    public enum Retry {
        /** At any time. */
        SAFE("safe"),
        /** When something else has changed first. */
        AFTER_CHANGE("after-change"),
        /** It will always be refused. */
        NEVER("never");

        private final String word;

        Retry(String word) {
            this.word = word;
        }
    }

    /**
     * @param status the HTTP status
     * @param code the code of the problem's type, {@code words-with-hyphens}; its title is the same in words
     * @param detail what failed, with the value that was found
     * @param expected what was expected
     * @param next what to do next
     */
    public static Refusal of(int status, String code, Retry retry, String detail, String expected, String next) {
        return new Refusal(
                new Problem(Problem.TYPE_PREFIX + code, title(code), status, detail, expected, retry.word, next, null));
    }

    /** The same with every complaint. */
    public static Refusal withComplaints(
            int status, String code, String detail, String expected, String next, List<String> complaints) {
        return new Refusal(new Problem(
                Problem.TYPE_PREFIX + code,
                title(code),
                status,
                detail,
                expected,
                Retry.AFTER_CHANGE.word,
                next,
                complaints));
    }

    private static String title(String code) {
        return Character.toUpperCase(code.charAt(0)) + code.substring(1).replace('-', ' ');
    }
}
