package dev.slipway.check.timing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.check.timing.PairedStatistics.Comparison;
import dev.slipway.check.timing.PairedStatistics.Verdict;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Pairs of which the truth is known, because they are drawn here. */
class PairedStatisticsTest {
    private static final double MARGIN = 0.05;
    private static final int PAIRS = 20;
    private static final int REQUESTS = 50;

    /**
     * The p95 of a block of log-normal latencies. Both of a pair suffer the same drift, as two that take turns on one machine
     * do, and each has bad moments of its own.
     */
    private static double block(Random random, double median, double drift) {
        double[] latencies = new double[REQUESTS];
        for (int i = 0; i < REQUESTS; i++) {
            double tail = random.nextInt(100) == 0 ? 5 : 1;
            latencies[i] = median * drift * tail * Math.exp(0.4 * random.nextGaussian());
        }
        Arrays.sort(latencies);
        return latencies[(int) (0.95 * REQUESTS)];
    }

    private static Comparison simulated(Random random, double ratio) {
        double[] first = new double[PAIRS];
        double[] second = new double[PAIRS];
        double drift = 1;
        for (int i = 0; i < PAIRS; i++) {
            drift *= Math.exp(0.1 * random.nextGaussian());
            first[i] = block(random, 1_000, drift);
            second[i] = block(random, 1_000 * ratio, drift);
        }
        return PairedStatistics.compare(first, second, MARGIN, random);
    }

    /** Two hundred pairs of targets: a hundred equal, fifty slower by half, fifty faster by a third. */
    @Test
    void isRightOnTwoHundredSimulatedPairs() {
        Random random = new Random(20261123);
        int falseAlarms = 0;
        int missed = 0;
        int wrongWay = 0;
        for (int i = 0; i < 200; i++) {
            double ratio = i % 2 == 0 ? 1 : i % 4 == 1 ? 1.5 : 1 / 1.5;
            Verdict verdict = simulated(random, ratio).verdict();
            Verdict truth = ratio == 1 ? Verdict.INCONCLUSIVE : ratio > 1 ? Verdict.WORSE : Verdict.BETTER;
            if (verdict == truth) {
                continue;
            }
            if (truth == Verdict.INCONCLUSIVE) {
                falseAlarms++;
            } else if (verdict == Verdict.INCONCLUSIVE) {
                missed++;
            } else {
                wrongWay++;
            }
        }

        assertThat(falseAlarms).as("of 100 equal ones called different").isLessThanOrEqualTo(5);
        assertThat(wrongWay).as("called the opposite of the truth").isZero();
        assertThat(missed).as("of 100 different ones left open").isLessThanOrEqualTo(5);
    }

    /** The same many times over, so that five of a hundred is not luck. */
    @Test
    void seldomRaisesAFalseAlarm() {
        Random random = new Random(7);
        int falseAlarms = 0;
        for (int i = 0; i < 1_000; i++) {
            if (simulated(random, 1).verdict() != Verdict.INCONCLUSIVE) {
                falseAlarms++;
            }
        }

        assertThat(falseAlarms).as("of 1,000").isLessThanOrEqualTo(50);
    }

    @Test
    void fewPairsAreTooFew() {
        Comparison comparison =
                PairedStatistics.compare(new double[] {1, 1, 1}, new double[] {9, 9, 9}, MARGIN, new Random(1));

        assertThat(comparison.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(comparison.morePairs()).isEqualTo(PairedStatistics.LEAST_PAIRS - 3);
        assertThat(comparison.reason()).contains("too few");
    }

    @Test
    void saysHowManyMoreItWouldTake() {
        Random random = new Random(3);
        double[] first = new double[12];
        double[] second = new double[12];
        for (int i = 0; i < 12; i++) {
            first[i] = 100 * Math.exp(0.3 * random.nextGaussian());
            second[i] = 108 * Math.exp(0.3 * random.nextGaussian());
        }

        Comparison comparison = PairedStatistics.compare(first, second, MARGIN, random);

        assertThat(comparison.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(comparison.morePairs()).isBetween(10, 100_000);
        assertThat(comparison.reason()).contains("leaves open");
    }

    @Test
    void knowsTheNormalDistribution() {
        assertThat(Normal.cumulative(0)).isEqualTo(0.5);
        assertThat(Normal.cumulative(1.959964)).isBetween(0.974999, 0.975001);
        assertThat(Normal.quantile(0.995)).isBetween(2.57582, 2.57584);
        // A table of Student's distribution has 2.861 for 19 degrees.
        assertThat(Normal.student(0.995, 19)).isBetween(2.85, 2.87);
    }
}
