package dev.slipway.ship;

import org.jspecify.annotations.Nullable;

/**
 * What came of one step.
 *
 * @param succeeded whether the next may begin
 * @param detail in a line
 * @param exitCode of a command, or null
 * @param output the end of what it printed, or null
 */
record StepOutcome(
        boolean succeeded,
        String detail,
        @Nullable Integer exitCode,
        @Nullable String output) {
    static StepOutcome done(String detail) {
        return new StepOutcome(true, detail, null, null);
    }

    static StepOutcome failed(String detail) {
        return new StepOutcome(false, detail, null, null);
    }

    static StepOutcome of(CommandRun.Outcome command) {
        return new StepOutcome(command.succeeded(), command.detail(), command.exitCode(), command.output());
    }
}
