package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A GitHub workflow of one job, run as GitHub does: the steps in order, each in a shell of its own under {@code bash -e}, with
 * the job's {@code env}. A step without {@code if} is skipped once one has failed. Actions are named and passed by.
 */
final class Workflow {
    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{\\{ *([a-zA-Z_.]+) *}}");
    private static final Pattern RAN = Pattern.compile("steps\\.(\\w+)\\.outcome != 'skipped'");

    private final Map<?, ?> all;
    private final Map<?, ?> job;

    /**
     * A step that is over.
     *
     * @param name what it runs or uses
     * @param outcome {@code success}, {@code failure} or {@code skipped}
     * @param result what it printed; null where nothing ran
     */
    record Step(String name, String outcome, Shell.@Nullable Result result) {}

    Workflow(String yaml) {
        this.all = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(yaml);
        Map<?, ?> jobs = (Map<?, ?>) of(all, "jobs");
        assertThat(jobs).hasSize(1);
        this.job = (Map<?, ?>) jobs.values().iterator().next();
    }

    Object member(String name) {
        return of(all, name);
    }

    private static Object of(Map<?, ?> map, String name) {
        return Objects.requireNonNull(map.get(name), name);
    }

    /**
     * Runs the job.
     *
     * @param expressions what expressions such as {@code secrets.NAME} stand for
     * @param shell runs a script with variables
     */
    List<Step> run(Map<String, String> expressions, BiFunction<String, Map<String, String>, Shell.Result> shell) {
        Map<String, String> variables = new HashMap<>();
        ((Map<?, ?>) of(job, "env"))
                .forEach((name, value) -> variables.put((String) name, filled(String.valueOf(value), expressions)));
        List<Step> steps = new ArrayList<>();
        Map<String, String> outcomes = new LinkedHashMap<>();
        boolean failed = false;
        for (Object each : (List<?>) of(job, "steps")) {
            Map<?, ?> step = (Map<?, ?>) each;
            Step done = goes((@Nullable String) step.get("if"), failed, outcomes)
                    ? step(step, script -> shell.apply(filled(script, expressions), variables))
                    : new Step(nameOf(step), "skipped", null);
            steps.add(done);
            if (step.get("id") != null) {
                outcomes.put((String) step.get("id"), done.outcome());
            }
            failed |= done.outcome().equals("failure");
        }
        return steps;
    }

    private static Step step(Map<?, ?> step, java.util.function.Function<String, Shell.Result> shell) {
        if (step.get("uses") != null) {
            assertThat(step.containsKey("run")).isFalse();
            return new Step(nameOf(step), "success", null);
        }
        Shell.Result result = shell.apply((String) of(step, "run"));
        return new Step(nameOf(step), result.code() == 0 ? "success" : "failure", result);
    }

    private static String nameOf(Map<?, ?> step) {
        return String.valueOf(step.get("run") == null ? step.get("uses") : step.get("run"));
    }

    /** Of GitHub's conditions those that the page has; a part that names no status also wants that nothing has failed. */
    private static boolean goes(@Nullable String condition, boolean failed, Map<String, String> outcomes) {
        if (condition == null) {
            return !failed;
        }
        boolean always = false;
        boolean holds = true;
        for (String part : condition.split(" && ", -1)) {
            Matcher ran = RAN.matcher(part);
            if (ran.matches()) {
                holds &= !of(outcomes, ran.group(1)).equals("skipped");
            } else {
                assertThat(part).isEqualTo("always()");
                always = true;
            }
        }
        return holds && (always || !failed);
    }

    private static String filled(String text, Map<String, String> expressions) {
        return EXPRESSION.matcher(text).replaceAll((MatchResult found) -> {
            String value = expressions.get(found.group(1));
            assertThat(value).as("what " + found.group() + " stands for").isNotNull();
            return Matcher.quoteReplacement(value);
        });
    }

    /** The files that GitHub gives a job, in that folder. */
    static Map<String, String> files(Path folder) throws IOException {
        Path summary = folder.resolve("summary.md");
        Files.writeString(summary, "");
        return Map.of("RUNNER_TEMP", folder.toString(), "GITHUB_STEP_SUMMARY", summary.toString());
    }
}
