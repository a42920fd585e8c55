package dev.slipway.control;

import dev.slipway.api.Run;
import dev.slipway.api.WindowFigures;
import java.util.List;

/** Who judges what a change record expects by what was measured. */
@FunctionalInterface
public interface Grader {
    /** One result for each expectation, in their order. */
    List<Run.Graded> grade(Run.Grading grading, WindowFigures figures);
}
