package dev.slipway.api;

import java.time.Duration;
import java.util.List;

/**
 * What the expectations of one grading are judged by.
 *
 * @param after the figures of the release within the window
 * @param length how long was counted
 * @param before those of the release that it replaced, of the day before the window; empty where there was none
 * @param justBefore the same of whole minutes directly before the window, to compare how many requests there were: a day
 *     has its busy hours
 * @param justBeforeLength how long these are together; zero where it was not live for a whole minute
 */
public record WindowFigures(
        List<RouteFigures> after,
        Duration length,
        List<RouteFigures> before,
        List<RouteFigures> justBefore,
        Duration justBeforeLength) {
    public WindowFigures {
        after = List.copyOf(after);
        before = List.copyOf(before);
        justBefore = List.copyOf(justBefore);
    }
}
