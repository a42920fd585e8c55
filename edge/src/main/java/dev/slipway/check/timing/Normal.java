package dev.slipway.check.timing;

/** The normal distribution and Student's, as far as intervals need them. */
final class Normal {
    private Normal() {}

    /** Φ(z), by the continued series of G. Marsaglia, "Evaluating the Normal Distribution", 2004. */
    static double cumulative(double z) {
        if (z < -8) {
            return 0;
        }
        if (z > 8) {
            return 1;
        }
        double sum = z;
        double term = z;
        for (int i = 3; Math.abs(term) > 1e-17 * Math.abs(sum); i += 2) {
            term *= z * z / i;
            sum += term;
            if (sum == 0) {
                break;
            }
        }
        return 0.5 + sum * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    }

    /** Φ⁻¹(p), by halving: fifty steps are exact enough for anything drawn at random. */
    static double quantile(double p) {
        double low = -8;
        double high = 8;
        for (int i = 0; i < 50; i++) {
            double middle = (low + high) / 2;
            if (cumulative(middle) < p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /** Student's quantile by the expansion of Cornish and Fisher (Abramowitz and Stegun, 26.7.5). */
    static double student(double p, int degrees) {
        double z = quantile(p);
        double v = degrees;
        double first = (Math.pow(z, 3) + z) / 4;
        double second = (5 * Math.pow(z, 5) + 16 * Math.pow(z, 3) + 3 * z) / 96;
        double third = (3 * Math.pow(z, 7) + 19 * Math.pow(z, 5) + 17 * Math.pow(z, 3) - 15 * z) / 384;
        return z + first / v + second / (v * v) + third / (v * v * v);
    }
}
