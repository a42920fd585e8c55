package dev.slipway.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the client of a run tells its node: {@code POST …/runs/{run}}. Members that are null say nothing; one with all of them
 * null says that the client is alive.
 *
 * @param step a step begun or ended; one with the same name, direction and beginning replaces the earlier
 * @param evidence what was found out
 * @param grading what is to be graded from now on: the run waits for it, for as long as lies between its two moments
 * @param detached whether the client leaves the rest to the node
 * @param state how the run ended: {@code done}, {@code taken-back}, {@code stuck} or {@code aborted}
 * @param detail in words
 * @param takeOver whether another client goes on with it from here, and who
 * @param client which client reports: {@link Run#client} as it was told when it began or took over; null where there is but one
 */
public record RunReport(
        Run.@Nullable Step step,
        @Nullable List<Run.Evidence> evidence,
        Run.@Nullable Grading grading,
        @Nullable Boolean detached,
        @Nullable String state,
        @Nullable String detail,
        @Nullable String takeOver,
        @Nullable Integer client) {
    public static RunReport alive() {
        return new RunReport(null, null, null, null, null, null, null, null);
    }

    public static RunReport of(Run.Step step) {
        return new RunReport(step, null, null, null, null, null, null, null);
    }

    public static RunReport of(List<Run.Evidence> evidence) {
        return new RunReport(null, evidence, null, null, null, null, null, null);
    }

    public static RunReport grade(Run.Grading grading, boolean detached) {
        return new RunReport(null, null, grading, detached, null, null, null, null);
    }

    public static RunReport end(String state, String detail) {
        return new RunReport(null, null, null, null, state, detail, null, null);
    }

    public static RunReport takenOverBy(String whom) {
        return new RunReport(null, null, null, null, null, null, whom, null);
    }

    /** The same with another grading. */
    public RunReport grading(Run.Grading other) {
        return new RunReport(step, evidence, other, detached, state, detail, takeOver, client);
    }

    /** The same, said by that client. */
    public RunReport by(int number) {
        return new RunReport(step, evidence, grading, detached, state, detail, takeOver, number);
    }
}
