package dev.slipway.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rehearsal or one shipping of a plan, as the node of its environment keeps it: where it stands, step by step.
 *
 * @param number counts up within the environment from 1
 * @param kind {@code rehearsal} or {@code ship}
 * @param plan the plan's hash
 * @param release what it makes live
 * @param base the release that was live when it began; null for none
 * @param by who runs it
 * @param begun when
 * @param heard when its client was last heard
 * @param ended when, or null while it runs
 * @param state {@code running}, {@code grading}, {@code done}, {@code taken-back}, {@code stuck} or {@code aborted}
 * @param detail what its outcome is, in words; null while it runs
 * @param detached whether its client has gone on purpose and leaves the grading to the node
 * @param record the text of the change record; null where there was none
 * @param override why it went on without a rehearsal; null where it was rehearsed
 * @param rollback the command that takes the deployment command back; empty for none
 * @param steps what was done, in order
 * @param evidence what was found, in order
 * @param grading what is graded, until when and with which outcome; null before the activation
 * @param client how many times another client has taken it over: what an earlier client reports is refused
 */
public record Run(
        long number,
        String kind,
        String plan,
        String release,
        @Nullable String base,
        String by,
        Instant begun,
        Instant heard,
        @Nullable Instant ended,
        String state,
        @Nullable String detail,
        boolean detached,
        @Nullable String record,
        @Nullable String override,
        List<String> rollback,
        List<Step> steps,
        List<Evidence> evidence,
        @Nullable Grading grading,
        int client) {
    public Run {
        rollback = rollback == null ? List.of() : List.copyOf(rollback);
        steps = List.copyOf(steps);
        evidence = List.copyOf(evidence);
    }

    /** Whether it still holds its environment. */
    public boolean holdsEnvironment() {
        return ended == null;
    }

    /**
     * One step.
     *
     * @param name {@code publish}, {@code command}, {@code healthy}, {@code activate}, {@code checks}, {@code grade}, …
     * @param direction {@code forward} or {@code back}
     * @param state {@code begun}, {@code done} or {@code failed}
     * @param begun when
     * @param ended when, or null
     * @param detail what came of it, in a line
     * @param exitCode of a command, or null
     * @param output the end of what a command printed, secrets masked; null for none
     */
    public record Step(
            String name,
            String direction,
            String state,
            Instant begun,
            @Nullable Instant ended,
            @Nullable String detail,
            @Nullable Integer exitCode,
            @Nullable String output) {}

    /**
     * Something that was found out.
     *
     * @param title in a line
     * @param verdict {@code passed}, {@code failed} or {@code inconclusive}
     * @param lines the rest
     */
    public record Evidence(String title, String verdict, List<String> lines) {
        public Evidence {
            lines = List.copyOf(lines);
        }
    }

    /**
     * The grading of what the record expects.
     *
     * @param from when the release became live
     * @param until when the window ends
     * @param minimum how many requests an expectation needs to be judged
     * @param expected the expectations, as the record has them
     * @param rollback whether a missed one takes the release back
     * @param results one for each expectation; empty until the window has ended
     */
    public record Grading(
            Instant from, Instant until, int minimum, List<String> expected, boolean rollback, List<Graded> results) {
        public Grading {
            expected = List.copyOf(expected);
            results = List.copyOf(results);
        }
    }

    /**
     * One expectation and what became of it.
     *
     * @param expectation as the record has it
     * @param verdict {@code met}, {@code missed} or {@code inconclusive}
     * @param measured the value, and how sure it is
     */
    public record Graded(String expectation, String verdict, String measured) {}
}
