package dev.slipway.ship;

import dev.slipway.api.Run;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** A change record with its evidence, as Markdown again: to read, and to commit beside the code. */
public final class RecordText {
    private static final int OUTPUT_LINES = 20;

    private RecordText() {}

    /** @param environment where it was run */
    public static String of(String site, String environment, Run run) {
        StringBuilder text = new StringBuilder();
        String record = run.record();
        if (record != null) {
            text.append(record.stripTrailing()).append("\n\n");
        }
        String what = run.kind().equals("ship") ? "Shipped to " : "Rehearsed in ";
        text.append("## ")
                .append(what)
                .append(site)
                .append('/')
                .append(environment)
                .append(": ")
                .append(run.state())
                .append("\n\n");
        line(text, "release", run.release() + (run.base() == null ? "" : ", replacing " + run.base()));
        line(text, "plan", "`" + run.plan() + "`");
        line(text, "by", run.by());
        line(text, "begun", time(run.begun()));
        line(text, "ended", time(run.ended()));
        line(text, "outcome", run.detail());
        line(text, "unrehearsed, because", run.override());
        steps(text, run);
        evidence(text, run);
        grading(text, run.grading());
        return text.toString();
    }

    private static void line(StringBuilder text, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            text.append("- ").append(name).append(": ").append(value).append('\n');
        }
    }

    private static String time(@Nullable Instant time) {
        return time == null ? "" : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static void steps(StringBuilder text, Run run) {
        if (run.steps().isEmpty()) {
            return;
        }
        text.append("\n| step | | state | took | what came of it |\n|---|---|---|---|---|\n");
        for (Run.Step step : run.steps()) {
            text.append("| ")
                    .append(step.name())
                    .append(" | ")
                    .append(step.direction())
                    .append(" | ")
                    .append(step.state());
            text.append(" | ").append(took(step)).append(" | ").append(cell(step.detail()));
            text.append(step.exitCode() == null ? "" : " (exit code " + step.exitCode() + ")")
                    .append(" |\n");
        }
        for (Run.Step step : run.steps()) {
            String output = step.output();
            if (output != null && !output.isBlank()) {
                text.append("\nWhat ")
                        .append(step.name())
                        .append(" (")
                        .append(step.direction())
                        .append(") printed at its end:\n\n```\n");
                text.append(lastLines(output)).append("\n```\n");
            }
        }
    }

    private static String lastLines(String output) {
        var lines = output.stripTrailing().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - OUTPUT_LINES), lines.size()))
                .replace("```", "'''");
    }

    private static String took(Run.Step step) {
        Instant ended = step.ended();
        return ended == null
                ? "—"
                : "%.1f s".formatted(Duration.between(step.begun(), ended).toMillis() / 1000.0);
    }

    private static String cell(@Nullable String detail) {
        return detail == null ? "" : detail.replace("|", "\\|").replace("\n", " ");
    }

    private static void evidence(StringBuilder text, Run run) {
        for (Run.Evidence each : run.evidence()) {
            text.append("\n### ")
                    .append(each.title())
                    .append(": ")
                    .append(each.verdict())
                    .append("\n\n");
            each.lines()
                    .forEach(line ->
                            text.append("- ").append(line.replace("\n", "\n  ")).append('\n'));
        }
    }

    private static void grading(StringBuilder text, Run.@Nullable Grading grading) {
        if (grading == null) {
            return;
        }
        text.append("\n### Expected, from ")
                .append(time(grading.from()))
                .append(" to ")
                .append(time(grading.until()))
                .append("\n\n");
        text.append("| expectation | verdict | measured |\n|---|---|---|\n");
        if (grading.results().isEmpty()) {
            grading.expected()
                    .forEach(each -> text.append("| ").append(cell(each)).append(" | — | the window is open |\n"));
        }
        grading.results()
                .forEach(each -> text.append("| ")
                        .append(cell(each.expectation()))
                        .append(" | ")
                        .append(each.verdict())
                        .append(" | ")
                        .append(cell(each.measured()))
                        .append(" |\n"));
    }
}
