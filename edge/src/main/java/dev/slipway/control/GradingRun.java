package dev.slipway.control;

import dev.slipway.api.ActivationRequest;
import dev.slipway.api.RouteFigures;
import dev.slipway.api.Run;
import dev.slipway.api.WindowFigures;
import dev.slipway.telemetry.ReleaseFigures;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the windows of runs that are being graded. The node grades, whether the client is there or not; it takes a release
 * back itself only where the client has gone, and then the pointer alone: commands run where the client is.
 */
final class GradingRun {
    private static final Logger log = LoggerFactory.getLogger(GradingRun.class);

    /** Figures of the release before, for expectations relative to it. */
    private static final Duration BEFORE = Duration.ofHours(24);

    /** Of how many there were then, at least: shorter stretches differ by themselves. */
    private static final Duration LEAST_BEFORE = Duration.ofMinutes(5);

    /** A client that says nothing for so long is gone. */
    private static final Duration SILENT = Duration.ofSeconds(60);

    /** What the clock may differ by from the steady count over one window. */
    private static final Duration JUMP = Duration.ofSeconds(10);

    private final Runs runs;
    private final Activations activations;
    private final ReleaseFigures figures;
    private final FiguresSource source;
    private final Grader grader;
    private final InstantSource clock;
    private final LongSupplier nanoTime;

    /** By environment, how things stood when its window was first seen; what was counted until then was no real traffic, but checks. */
    private final Map<String, Seen> seen = new HashMap<>();

    /** Of that run, by both clocks. */
    private record Seen(long run, Instant clock, long nanos, List<ReleaseFigures.Figures> figures) {}

    GradingRun(Runs runs, Activations activations, ControlPlane.Measured measured, InstantSource clock) {
        this.runs = runs;
        this.activations = activations;
        this.figures = measured.figures();
        this.source = new FiguresSource(figures);
        this.grader = measured.grader();
        this.clock = clock;
        this.nanoTime = measured.nanoTime();
    }

    /** Looks at each environment; to be called a few times a minute, by one thread at a time. */
    void tick(Iterable<SiteState> sites) {
        try {
            figures.tick(clock.instant());
        } catch (RuntimeException e) {
            log.error("the figures of minutes that are over could not be sealed; it is tried again", e);
        }
        for (SiteState site : sites) {
            for (EnvironmentState environment : site.environments()) {
                try {
                    look(site, environment.name());
                } catch (RuntimeException e) {
                    log.error("the grading in {}/{} failed; it is tried again", site.name(), environment.name(), e);
                }
            }
        }
    }

    private void look(SiteState site, String environment) {
        String key = site.name() + "/" + environment;
        Run run = runs.open(site, environment).orElse(null);
        if (run == null || run.grading() == null) {
            seen.remove(key);
            return;
        }
        Run.Grading grading = run.grading();
        Seen first = seen.compute(
                key,
                (any, old) -> old != null && old.run() == run.number()
                        ? old
                        : new Seen(
                                run.number(),
                                clock.instant(),
                                nanoTime.getAsLong(),
                                source.read(site.name(), environment, grading.from(), clock.instant())));
        if (!isOver(grading, first)) {
            return;
        }
        site.lock.lock();
        try {
            Run now = runs.find(site, environment, run.number());
            if (now.holdsEnvironment() && now.grading() != null) {
                conclude(site, environment, now, now.grading(), first);
            }
        } finally {
            site.lock.unlock();
        }
    }

    /** By the clock, or by the steady count where the clock was put back: nobody waits for hours that come again. */
    private boolean isOver(Run.Grading grading, Seen first) {
        Duration longest = Duration.between(first.clock(), grading.until()).plus(JUMP);
        return !clock.instant().isBefore(grading.until()) || steady(first).compareTo(longest) > 0;
    }

    private Duration steady(Seen first) {
        return Duration.ofNanos(nanoTime.getAsLong() - first.nanos());
    }

    private void conclude(SiteState site, String environment, Run run, Run.Grading grading, Seen first) {
        Run graded = grading.results().isEmpty() ? graded(site, environment, run, grading, first) : run;
        List<Run.Graded> results =
                java.util.Objects.requireNonNull(graded.grading()).results();
        List<String> missed = results.stream()
                .filter(each -> each.verdict().equals("missed"))
                .map(Run.Graded::expectation)
                .toList();
        if (missed.isEmpty() || !grading.rollback()) {
            String detail = missed.isEmpty() ? "as expected" : "missed: " + String.join("; ", missed);
            runs.put(site, environment, runs.ended(graded, "done", detail));
            return;
        }
        boolean alone =
                run.detached() || Duration.between(run.heard(), clock.instant()).compareTo(SILENT) > 0;
        if (!alone) {
            runs.put(site, environment, graded);
            return;
        }
        activations.rollback(
                site,
                environment,
                ActivationRequest.ofRun(
                        run.base(), null, "missed: " + String.join("; ", missed), "the node", run.number()),
                "the node, for " + run.by());
        String app = run.rollback().isEmpty()
                ? ""
                : "; the app was left as it is: run `" + String.join(" ", run.rollback()) + "` where commands run";
        runs.put(
                site,
                environment,
                runs.ended(
                        graded,
                        "taken-back",
                        "missed: " + String.join("; ", missed) + ". The pointer went back" + app));
    }

    private Run graded(SiteState site, String environment, Run run, Run.Grading grading, Seen first) {
        List<Run.Graded> results = judge(site, environment, run, grading, first);
        return new Run(
                run.number(),
                run.kind(),
                run.plan(),
                run.release(),
                run.base(),
                run.by(),
                run.begun(),
                run.heard(),
                null,
                run.state(),
                run.detail(),
                run.detached(),
                run.record(),
                run.override(),
                run.rollback(),
                run.steps(),
                run.evidence(),
                new Run.Grading(
                        grading.from(),
                        grading.until(),
                        grading.minimum(),
                        grading.expected(),
                        grading.rollback(),
                        results),
                run.client());
    }

    private List<Run.Graded> judge(SiteState site, String environment, Run run, Run.Grading grading, Seen first) {
        String jump = jump(first);
        if (jump != null) {
            return grading.expected().stream()
                    .map(each -> new Run.Graded(each, "inconclusive", jump))
                    .toList();
        }
        List<RouteFigures> after = of(
                run.release(),
                FiguresSource.since(
                        first.figures(), source.read(site.name(), environment, grading.from(), clock.instant())));
        return grader.grade(grading, figures(site, environment, run, grading, after, steady(first)));
    }

    private WindowFigures figures(
            SiteState site,
            String environment,
            Run run,
            Run.Grading grading,
            List<RouteFigures> after,
            Duration length) {
        String base = run.base();
        if (base == null || base.equals(run.release())) {
            return new WindowFigures(after, length, List.of(), List.of(), Duration.ZERO);
        }
        Instant from = grading.from();
        List<RouteFigures> before = of(base, source.between(site.name(), environment, from.minus(BEFORE), from));
        Instant end = from.truncatedTo(ChronoUnit.MINUTES);
        Instant begin = max(end.minus(max(length, LEAST_BEFORE)), since(site, environment, base, from))
                .truncatedTo(ChronoUnit.MINUTES);
        Duration minutes = begin.isBefore(end) ? Duration.between(begin, end) : Duration.ZERO;
        List<RouteFigures> justBefore = minutes.isZero()
                ? List.of()
                : of(base, source.between(site.name(), environment, begin, end.minusMillis(1)));
        return new WindowFigures(after, length, before, justBefore, minutes);
    }

    private static <T extends Comparable<? super T>> T max(T left, T right) {
        return left.compareTo(right) >= 0 ? left : right;
    }

    /** The first whole minute since which the release before was live, until the window. */
    private static Instant since(SiteState site, String environment, String base, Instant from) {
        return site.environment(environment).history().newestFirst().stream()
                .filter(each -> each.release().equals(base) && each.at().isBefore(from))
                .findFirst()
                .map(each -> each.at().plus(Duration.ofMinutes(1)))
                .orElse(from);
    }

    private @Nullable String jump(Seen first) {
        Duration byClock = Duration.between(first.clock(), clock.instant());
        Duration off = byClock.minus(steady(first));
        return off.abs().compareTo(JUMP) > 0
                ? "the node's clock jumped by " + off.toSeconds() + " s within the window"
                : null;
    }

    private static List<RouteFigures> of(String release, List<RouteFigures> all) {
        return all.stream().filter(each -> each.release().equals(release)).toList();
    }
}
