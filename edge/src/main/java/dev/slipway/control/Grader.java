package dev.slipway.control;

import dev.slipway.api.RouteFigures;
import dev.slipway.api.Run;
import java.util.List;

/** Who judges what a change record expects by what was measured. */
@FunctionalInterface
public interface Grader {
    /**
     * One result for each expectation, in their order.
     *
     * @param after the figures of the release within the window
     * @param before those of the release that it replaced, from before the window; empty where there was none
     */
    List<Run.Graded> grade(Run.Grading grading, List<RouteFigures> after, List<RouteFigures> before);
}
