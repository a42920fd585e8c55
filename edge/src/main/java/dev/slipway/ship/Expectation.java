package dev.slipway.ship;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a change is expected to do to one figure: {@code metric route comparison value}.
 *
 * <pre>
 * p95 products &lt;= 120ms        latency, of 100 answers 95
 * errors * &lt;= 0.1%             share of answers with 5xx
 * bytes products &lt;= -20%       relative to the release before: a sign makes it so
 * bytes products &lt;= 40KiB      bytes of body an answer
 * hits site &gt;= 60%             share of what the cache could answer for which the app was not asked
 * requests * &gt;= 100            how many there were
 * </pre>
 *
 * @param text as it was written
 * @param metric which figure
 * @param percentile for a latency, 95 for {@code p95}; otherwise 0
 * @param route the route's name, or {@code *} for all
 * @param comparison one of {@code <= >= < >}
 * @param value microseconds, bytes, a count, or a share (0.001 for 0.1 %)
 * @param relative whether the value is a change relative to the release before: -0.2 for {@code -20%}
 */
public record Expectation(
        String text,
        Metric metric,
        double percentile,
        String route,
        String comparison,
        double value,
        boolean relative) {
    private static final Pattern FORM = Pattern.compile("\\s*(\\S+)\\s+(\\S+)\\s+(\\S+)\\s+(\\S+)\\s*");
    private static final Pattern NUMBER = Pattern.compile("([+-]?)([0-9]+(?:\\.[0-9]+)?)([A-Za-z%µ]*)");
    private static final Pattern PERCENTILE = Pattern.compile("p([0-9]{1,2}(?:\\.[0-9]{1,2})?)");
    private static final List<String> COMPARISONS = List.of("<=", ">=", "<", ">");
    private static final String EXAMPLE = "\"p95 products <= 120ms\"";

    /** The figures that there are. */
    public enum Metric {
        LATENCY,
        ERRORS,
        BYTES,
        HITS,
        REQUESTS
    }

    /** An expectation that cannot be read; the message says what was found and what was expected. */
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed(String found, String expected) {
            super("found " + found + ", expected " + expected);
        }
    }

    /** Reads one. */
    public static Expectation parse(String text) throws Malformed {
        Matcher words = FORM.matcher(text);
        if (!words.matches()) {
            throw new Malformed(
                    '"' + text + '"', "a metric, a route or *, a comparison and a value, such as " + EXAMPLE);
        }
        String name = words.group(1).toLowerCase(Locale.ROOT);
        Metric metric = metric(name);
        String comparison = words.group(3);
        if (!COMPARISONS.contains(comparison)) {
            throw new Malformed('"' + comparison + '"', "one of " + String.join(" ", COMPARISONS));
        }
        Matcher number = NUMBER.matcher(words.group(4));
        if (!number.matches()) {
            throw new Malformed('"' + words.group(4) + '"', value(metric));
        }
        boolean relative = !number.group(1).isEmpty();
        double amount = Double.parseDouble(number.group(1) + number.group(2));
        String unit = number.group(3);
        double value =
                relative ? relative(words.group(4), unit, amount) : absolute(metric, words.group(4), unit, amount);
        double percentile = metric == Metric.LATENCY ? Double.parseDouble(name.substring(1)) : 0;
        return new Expectation(text.strip(), metric, percentile, words.group(2), comparison, value, relative);
    }

    private static Metric metric(String name) throws Malformed {
        if (PERCENTILE.matcher(name).matches()) {
            return Metric.LATENCY;
        }
        return switch (name) {
            case "errors" -> Metric.ERRORS;
            case "bytes" -> Metric.BYTES;
            case "hits" -> Metric.HITS;
            case "requests" -> Metric.REQUESTS;
            default ->
                throw new Malformed(
                        "the metric \"" + name + '"',
                        "p50, p95, p99 or another percentile, errors, bytes, hits or requests");
        };
    }

    private static double relative(String found, String unit, double amount) throws Malformed {
        if (!unit.equals("%")) {
            throw new Malformed(
                    '"' + found + '"',
                    "a percentage behind a sign, such as -20%, which is relative to the release before");
        }
        return amount / 100;
    }

    private static double absolute(Metric metric, String found, String unit, double amount) throws Malformed {
        Double factor = switch (metric) {
            case LATENCY -> latency(unit);
            case ERRORS, HITS -> unit.equals("%") ? 0.01 : null;
            case BYTES -> bytes(unit);
            case REQUESTS -> unit.isEmpty() ? 1.0 : null;
        };
        if (factor == null) {
            throw new Malformed('"' + found + '"', value(metric));
        }
        return amount * factor;
    }

    private static @Nullable Double latency(String unit) {
        return switch (unit) {
            case "us", "µs" -> 1.0;
            case "ms" -> 1e3;
            case "s" -> 1e6;
            default -> null;
        };
    }

    private static @Nullable Double bytes(String unit) {
        return switch (unit) {
            case "B" -> 1.0;
            case "kB" -> 1e3;
            case "MB" -> 1e6;
            case "KiB" -> 1024.0;
            case "MiB" -> 1024.0 * 1024;
            default -> null;
        };
    }

    private static String value(Metric metric) {
        return switch (metric) {
            case LATENCY -> "a time such as 120ms or 1.5s, or a change such as +5%";
            case ERRORS, HITS -> "a share such as 0.1%, or a change such as +5%";
            case BYTES -> "an amount such as 40KiB or 1.2MB, or a change such as -20%";
            case REQUESTS -> "a number such as 100, or a change such as +5%";
        };
    }

    /** Whether that value is as expected. */
    boolean holds(double measured) {
        return switch (comparison) {
            case "<=" -> measured <= value;
            case ">=" -> measured >= value;
            case "<" -> measured < value;
            default -> measured > value;
        };
    }

    /** Whether less is better: the comparison limits from above. */
    boolean limitsFromAbove() {
        return comparison.startsWith("<");
    }
}
