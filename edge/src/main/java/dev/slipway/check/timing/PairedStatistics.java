package dev.slipway.check.timing;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Whether one of two is faster, from pairs of short blocks that took turns (B. Efron and R. Tibshirani, "An Introduction to
 * the Bootstrap", 1993, §14.3: percentiles with bias correction and acceleration). What disturbs the machine disturbs both of a pair, so the ratio
 * within a pair is what counts, and its logarithm, so that twice and half are as far from even.
 */
public final class PairedStatistics {
    /** Fewer pairs show nothing, whatever they say. */
    public static final int LEAST_PAIRS = 10;

    /** An interval that wide misses the truth in one case of a hundred. */
    static final double CONFIDENCE = 0.99;

    private static final int RESAMPLES = 4_000;
    private static final int MOST_PAIRS_ADVISED = 100_000;

    private PairedStatistics() {}

    /** What the pairs say. */
    public enum Verdict {
        BETTER,
        WORSE,
        INCONCLUSIVE;

        /** In lower case. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * The comparison.
     *
     * @param verdict of the second to the first; less is better
     * @param ratio second to first, the middle of the pairs
     * @param least lower end of the interval of the ratio
     * @param most upper end
     * @param pairs how many
     * @param reason why, in words
     * @param morePairs how many more it would likely take; 0 where the verdict stands, or where none would help
     */
    public record Comparison(
            Verdict verdict, double ratio, double least, double most, int pairs, String reason, int morePairs) {}

    /**
     * Compares.
     *
     * @param first of each pair, greater than 0
     * @param second of each pair, greater than 0
     * @param margin the least difference that matters: 0.05 is one of 5 %
     */
    public static Comparison compare(double[] first, double[] second, double margin, RandomGenerator random) {
        int pairs = Math.min(first.length, second.length);
        double[] logs = new double[pairs];
        for (int i = 0; i < pairs; i++) {
            logs[i] = Math.log(second[i] / first[i]);
        }
        if (pairs < LEAST_PAIRS) {
            double middle = pairs == 0 ? 0 : mean(logs);
            return new Comparison(
                    Verdict.INCONCLUSIVE,
                    Math.exp(middle),
                    0,
                    Double.POSITIVE_INFINITY,
                    pairs,
                    pairs + " pairs of blocks are too few to judge by",
                    LEAST_PAIRS - pairs);
        }
        double middle = mean(logs);
        double[] interval = interval(logs, random);
        return judge(middle, interval[0], interval[1], pairs, Math.log1p(margin));
    }

    private static Comparison judge(double middle, double least, double most, int pairs, double margin) {
        String span = "%.3f (%.3f to %.3f)".formatted(Math.exp(middle), Math.exp(least), Math.exp(most));
        if (least > 0 && middle > margin) {
            return comparison(Verdict.WORSE, middle, least, most, pairs, "the ratio is " + span, 0);
        }
        if (most < 0 && middle < -margin) {
            return comparison(Verdict.BETTER, middle, least, most, pairs, "the ratio is " + span, 0);
        }
        double percent = Math.expm1(margin) * 100;
        if (least > -margin && most < margin) {
            return comparison(
                    Verdict.INCONCLUSIVE,
                    middle,
                    least,
                    most,
                    pairs,
                    "the ratio is " + span
                            + ": no difference of %.0f %%, and more pairs would show none".formatted(percent),
                    0);
        }
        return comparison(
                Verdict.INCONCLUSIVE,
                middle,
                least,
                most,
                pairs,
                "the ratio is " + span
                        + ", which leaves open whether there is a difference of %.0f %%".formatted(percent),
                morePairs(middle, least, most, pairs, margin));
    }

    private static Comparison comparison(
            Verdict verdict, double middle, double least, double most, int pairs, String reason, int more) {
        return new Comparison(verdict, Math.exp(middle), Math.exp(least), Math.exp(most), pairs, reason, more);
    }

    /** The interval shrinks with the square root of the pairs: until it leaves out no difference, or the margin. */
    private static int morePairs(double middle, double least, double most, int pairs, double margin) {
        double half = (most - least) / 2;
        double distance = Math.max(Math.abs(middle), Math.max(1e-3, margin - Math.abs(middle)));
        double needed = pairs * (half / distance) * (half / distance);
        return (int) Math.max(1, Math.min(MOST_PAIRS_ADVISED, Math.ceil(needed) - pairs));
    }

    /** BCa interval of the mean. */
    private static double[] interval(double[] values, RandomGenerator random) {
        double[] means = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            double sum = 0;
            for (int j = 0; j < values.length; j++) {
                sum += values[random.nextInt(values.length)];
            }
            means[i] = sum / values.length;
        }
        Arrays.sort(means);
        double middle = mean(values);
        double below = 0;
        for (double each : means) {
            below += each < middle ? 1 : each == middle ? 0.5 : 0;
        }
        double bias = Normal.quantile(Math.clamp(below / RESAMPLES, 1.0 / RESAMPLES, 1 - 1.0 / RESAMPLES));
        double acceleration = acceleration(values, middle);
        double alpha = (1 - CONFIDENCE) / 2;
        // Few pairs make the bootstrap's interval too narrow by about √(n / (n - 1)); Student's quantile in place of
        // the normal
        // one widens it as it should (T. Hesterberg, "What Teachers Should Know About the Bootstrap", 2015, §5.3).
        double z = Normal.student(1 - alpha, values.length - 1) * Math.sqrt(values.length / (values.length - 1.0));
        return new double[] {at(means, adjusted(-z, bias, acceleration)), at(means, adjusted(z, bias, acceleration))};
    }

    private static double adjusted(double z, double bias, double acceleration) {
        return Normal.cumulative(bias + (bias + z) / (1 - acceleration * (bias + z)));
    }

    private static double at(double[] sorted, double share) {
        return sorted[(int) Math.clamp(Math.round(share * (sorted.length - 1)), 0, sorted.length - 1)];
    }

    /** From the jackknife: how the spread changes with the value. */
    private static double acceleration(double[] values, double middle) {
        double cubes = 0;
        double squares = 0;
        for (double value : values) {
            double difference = (value - middle) / (values.length - 1);
            cubes += difference * difference * difference;
            squares += difference * difference;
        }
        return squares == 0 ? 0 : cubes / (6 * Math.pow(squares, 1.5));
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(0);
    }
}
