package dev.slipway.cli;

import dev.slipway.api.ControlException;
import dev.slipway.api.Problem;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A refusal of the command line's own, and the one shape in which every refusal is printed:
 *
 * <pre>{@code
 * slipway: There is no such environment
 *   failed    shop has no environment "prod"
 *   expected  one of staging, production
 *   retry     after a change
 *   next      name one of these
 * }</pre>
 */
final class Refusal {
    private Refusal() {}

    /** A refusal where another try needs a change first. */
    static ControlException of(String code, String title, String detail, String expected, String next) {
        return of(code, title, detail, expected, next, null);
    }

    static ControlException of(
            String code, String title, String detail, String expected, String next, @Nullable List<String> complaints) {
        return new ControlException(
                new Problem(Problem.TYPE_PREFIX + code, title, 0, detail, expected, "after-change", next, complaints));
    }

    /** A refusal where the same try may simply be repeated. */
    static ControlException passing(String code, String title, String detail, String expected, String next) {
        return new ControlException(
                new Problem(Problem.TYPE_PREFIX + code, title, 0, detail, expected, "safe", next, null));
    }

    static void print(PrintStream err, Problem problem) {
        err.println("slipway: " + problem.title());
        line(err, "failed", problem.detail());
        List<String> complaints = problem.complaints();
        if (complaints != null) {
            complaints.forEach(complaint -> err.println("    - " + complaint));
        }
        line(err, "expected", problem.expected());
        line(err, "retry", problem.retry().replace("after-change", "after a change"));
        line(err, "next", problem.next());
    }

    private static void line(PrintStream err, String label, String text) {
        err.println("  %-10s%s".formatted(label, text));
    }
}
