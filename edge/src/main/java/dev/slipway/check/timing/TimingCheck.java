package dev.slipway.check.timing;

import dev.slipway.check.CheckReport;
import dev.slipway.check.CheckTime;
import dev.slipway.check.Finding;
import dev.slipway.check.Severity;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The check: load on one target, or on two in turns. */
public final class TimingCheck {
    private static final String NAME = "timing";

    /** Fewer requests in a block than this say nothing of its percentile. */
    private static final int LEAST_A_BLOCK = 20;

    private static final double MOST_ERRORS = 0.01;

    private final CheckTime time;
    private final RandomGenerator random;

    public TimingCheck(CheckTime time, RandomGenerator random) {
        this.time = time;
        this.random = random;
    }

    /**
     * What to do.
     *
     * @param targets one, or two: the second is judged by the first
     * @param rates requests a second, step by step
     * @param warmUp at the first rate, before anything counts
     * @param block how long one turn is
     * @param blocks how many turns each target has at each rate
     * @param percentile what is compared: 95 for p95
     * @param margin the least difference that matters, 0.05 for 5 %
     * @param before blocks of an earlier run of the one target, in microseconds; empty for none
     */
    public record Order(
            List<LoadTarget> targets,
            List<Double> rates,
            Duration warmUp,
            Duration block,
            int blocks,
            double percentile,
            double margin,
            List<Long> before) {
        public Order {
            targets = List.copyOf(targets);
            rates = List.copyOf(rates);
            before = List.copyOf(before);
        }
    }

    /** The report, the figures behind it, and the histograms of the last rate by target. */
    public record Outcome(CheckReport report, TimingResult result, Map<String, Histogram> histograms) {}

    /**
     * Runs it.
     *
     * @throws IOException when a target takes no connection
     */
    public Outcome run(Order order, IntConsumer percent) throws IOException, InterruptedException {
        String target = String.join(
                " against ", order.targets().stream().map(LoadTarget::name).toList());
        CheckReport.Builder report = new CheckReport.Builder(NAME, target, time.now(), List.of());
        List<TimingResult.Rate> rates = new ArrayList<>();
        List<List<Block>> last = List.of();
        List<LoadGenerator> generators = new ArrayList<>();
        try {
            for (LoadTarget each : order.targets()) {
                LoadGenerator generator = new LoadGenerator(each, time);
                generators.add(generator);
                generator.open();
                generator.run(order.rates().getFirst(), order.warmUp());
            }
            int done = 0;
            for (double rate : order.rates()) {
                last = turns(generators, rate, order);
                rates.add(rate(rate, order, last));
                percent.accept(100 * ++done / order.rates().size());
            }
        } finally {
            generators.forEach(LoadGenerator::close);
        }
        TimingResult result = new TimingResult(order.percentile(), rates, comparison(order, last), evidence(order));
        Map<String, Histogram> histograms = new LinkedHashMap<>();
        for (int i = 0; i < order.targets().size(); i++) {
            histograms.put(order.targets().get(i).name(), sum(last.get(i)).latency());
        }
        return new Outcome(judged(order, result, report), result, histograms);
    }

    /** A B B A A B B A: what drifts with time meets both alike. */
    private static List<List<Block>> turns(List<LoadGenerator> generators, double rate, Order order)
            throws InterruptedException {
        List<List<Block>> blocks = new ArrayList<>();
        generators.forEach(each -> blocks.add(new ArrayList<>()));
        for (int turn = 0; turn < order.blocks(); turn++) {
            for (int i = 0; i < generators.size(); i++) {
                int which = turn % 2 == 0 ? i : generators.size() - 1 - i;
                blocks.get(which).add(generators.get(which).run(rate, order.block()));
            }
        }
        return blocks;
    }

    private static TimingResult.Rate rate(double rate, Order order, List<List<Block>> blocks) {
        List<TimingResult.Target> targets = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            Block all = sum(blocks.get(i));
            targets.add(new TimingResult.Target(
                    order.targets().get(i).name(),
                    all.latency().getTotalCount(),
                    all.failures(),
                    all.errors(),
                    all.bytes(),
                    TimingResult.Spread.of(all.latency()),
                    TimingResult.Spread.of(all.service()),
                    all.lag().getValueAtPercentile(99),
                    blocks.get(i).stream()
                            .map(block -> block.latency().getValueAtPercentile(order.percentile()))
                            .toList()));
        }
        return new TimingResult.Rate(rate, targets);
    }

    private static Block sum(List<Block> blocks) {
        return blocks.stream().reduce(Block.empty(), Block::plus);
    }

    private static String evidence(Order order) {
        return order.targets().size() == 2
                ? "interleaved"
                : order.before().isEmpty() ? "one target" : "before and after";
    }

    private PairedStatistics.@Nullable Comparison comparison(Order order, List<List<Block>> blocks) {
        double[] now = values(blocks.getLast(), order.percentile());
        if (order.targets().size() == 2) {
            return PairedStatistics.compare(values(blocks.getFirst(), order.percentile()), now, order.margin(), random);
        }
        if (order.before().isEmpty()) {
            return null;
        }
        double[] before =
                order.before().stream().mapToDouble(each -> Math.max(1, each)).toArray();
        return PairedStatistics.compare(before, now, order.margin(), random);
    }

    private static double[] values(List<Block> blocks, double percentile) {
        return blocks.stream()
                .mapToDouble(block -> Math.max(1, block.latency().getValueAtPercentile(percentile)))
                .toArray();
    }

    private static void figures(TimingResult.Rate rate, CheckReport.Builder report) {
        for (TimingResult.Target target : rate.targets()) {
            report.fact("%s at %s/s: p50 %s, p95 %s, p99 %s, p99.9 %s; %d requests, %d failed"
                    .formatted(
                            target.name(),
                            plain(rate.perSecond()),
                            millis(target.latency().p50()),
                            millis(target.latency().p95()),
                            millis(target.latency().p99()),
                            millis(target.latency().p999()),
                            target.requests(),
                            target.failures()));
            if (target.lagP99Micros() > target.latency().p99() / 2 && target.lagP99Micros() > 1_000) {
                report.fact("this generator itself was late by up to " + millis(target.lagP99Micros())
                        + ": more connections, a lower rate or a quieter machine say more");
            }
        }
    }

    private CheckReport judged(Order order, TimingResult result, CheckReport.Builder report) {
        result.rates().forEach(rate -> figures(rate, report));
        TimingResult.Rate last = result.rates().getLast();
        TimingResult.Target judged = last.targets().getLast();
        if (judged.failures() > MOST_ERRORS * judged.requests()) {
            report.add(new Finding(
                    NAME,
                    "too-many-errors",
                    Severity.ERROR,
                    order.targets().getLast().request().url(),
                    judged.failures() + " of " + judged.requests() + " failed: " + judged.errors(),
                    "at most 1 % failing at " + plain(last.perSecond()) + " requests a second",
                    List.of("look at the app's log, and at `slipway status` for its health"),
                    "—",
                    List.of(order.targets().getLast().request().curl(""))));
            return report.build(time.now(), Severity.ERROR);
        }
        return verdict(order, result, report, last);
    }

    private CheckReport verdict(Order order, TimingResult result, CheckReport.Builder report, TimingResult.Rate last) {
        PairedStatistics.Comparison comparison = result.comparison();
        if (comparison == null) {
            report.fact("nothing to compare with: figures only");
            return report.build(time.now(), CheckReport.Verdict.PASSED);
        }
        if (last.perSecond() * order.block().toNanos() / 1e9 < LEAST_A_BLOCK) {
            report.fact(
                    "inconclusive: a block has fewer than " + LEAST_A_BLOCK + " requests; raise the rate or the block");
            return report.build(time.now(), CheckReport.Verdict.INCONCLUSIVE);
        }
        String metric = "p" + plain(order.percentile());
        report.fact(comparison.verdict().word() + ": " + metric + ", " + comparison.reason() + " (99 % confidence, "
                + comparison.pairs() + " pairs, " + result.evidence() + ")"
                + (comparison.morePairs() > 0
                        ? "; it would take about " + comparison.morePairs() + " more pairs"
                        : ""));
        return switch (comparison.verdict()) {
            case WORSE -> {
                report.add(new Finding(
                        NAME,
                        "slower",
                        Severity.ERROR,
                        order.targets().getLast().request().url(),
                        metric + " is %.2f times what it was".formatted(comparison.ratio()),
                        "no more than %.0f %% slower".formatted(order.margin() * 100),
                        List.of("profile the app on this path; `slipway explain` says whether the cache has it"),
                        "—",
                        List.of(order.targets().getLast().request().curl(""))));
                yield report.build(time.now(), Severity.ERROR);
            }
            case BETTER -> report.build(time.now(), CheckReport.Verdict.PASSED);
            case INCONCLUSIVE -> report.build(time.now(), CheckReport.Verdict.INCONCLUSIVE);
        };
    }

    static String millis(long micros) {
        return "%.2f ms".formatted(micros / 1000.0);
    }

    static String plain(double number) {
        return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
    }
}
