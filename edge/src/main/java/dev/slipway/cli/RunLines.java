package dev.slipway.cli;

import dev.slipway.api.NodeStatus.EnvironmentStatus;
import dev.slipway.api.RouteFigures;
import dev.slipway.api.Run;
import java.io.PrintStream;
import java.util.Locale;

/** Of an environment's status: the run that holds it, step by step, and what was measured by route and release. */
final class RunLines {
    private RunLines() {}

    static void print(PrintStream out, EnvironmentStatus environment) {
        Run run = environment.run();
        if (run != null && !run.holdsEnvironment()) {
            stuck(out, environment, run);
        } else if (run != null) {
            out.println(environment.name() + " is held by " + run.kind() + " " + run.number() + " of " + run.release()
                    + ", by " + run.by() + " since " + Words.time(run.begun()) + ", last heard of "
                    + Words.time(run.heard()));
            for (Run.Step step : run.steps()) {
                out.println("  " + step.name() + (step.direction().equals("back") ? " back" : "") + ": " + step.state()
                        + (step.detail() == null ? "" : ", " + step.detail()));
            }
            Run.Grading grading = run.grading();
            if (grading != null) {
                out.println(
                        "  graded at " + Words.time(grading.until()) + ": " + String.join("; ", grading.expected()));
            }
            out.println("  " + (run.kind().equals("ship") ? "slipway ship --resume goes on with it, " : "")
                    + "slipway rollback " + environment.name() + " takes it back and ends it");
        }
        if (environment.figures().stream().anyMatch(each -> each.requests() > 0)) {
            Table table = new Table(
                    "LAST HOUR", "RELEASE", "REQUESTS", "ERRORS", "HITS", "P50 MS", "P95 MS", "P99 MS", "BYTES");
            environment.figures().stream()
                    .filter(each -> each.requests() > 0)
                    .sorted((left, right) -> Long.compare(right.requests(), left.requests()))
                    .forEach(each -> table.row(row(environment, each)));
            table.print(out);
        }
    }

    private static void stuck(PrintStream out, EnvironmentStatus environment, Run run) {
        out.println(environment.name() + " is stuck since " + run.kind() + " " + run.number() + " of " + run.release()
                + ", by " + run.by() + ": " + Words.orDash(run.detail()));
        out.println("  slipway note show " + environment.name() + " " + run.number()
                + " has all of it; the next run that ends otherwise settles it");
    }

    private static String[] row(EnvironmentStatus environment, RouteFigures figures) {
        return new String[] {
            environment.name() + "/" + Words.orDash(figures.route()),
            Words.orDash(figures.release()),
            String.valueOf(figures.requests()),
            percent(100.0 * figures.errors() / figures.requests()),
            figures.hits() == null ? "-" : percent(figures.hits()),
            number(figures.p50Millis()),
            number(figures.p95Millis()),
            number(figures.p99Millis()),
            Words.bytes(figures.bytes())
        };
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.1f %%", value);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
