package dev.slipway.cli;

import dev.slipway.api.Json;
import dev.slipway.check.timing.LoadTarget;
import dev.slipway.check.timing.TimingCheck;
import dev.slipway.check.timing.TimingResult;
import dev.slipway.ship.Checks;
import dev.slipway.site.CheckConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code slipway check} that are about its load. */
final class TimingOptions {
    @Option(
            names = "--rate",
            paramLabel = "N",
            split = ",",
            description = "Requests a second of timing; several are a ladder.")
    private List<Double> rates = List.of();

    @Option(names = "--blocks", paramLabel = "N", description = "Turns of timing for each target.")
    private @Nullable Integer blocks;

    @Option(names = "--block", paramLabel = "MS", description = "Length of a turn in milliseconds.")
    private @Nullable Integer block;

    @Option(
            names = "--warm-up",
            paramLabel = "MS",
            description = "What comes before and does not count, in milliseconds.")
    private @Nullable Integer warmUp;

    @Option(names = "--connections", paramLabel = "N", description = "Connections that are open at once.")
    private @Nullable Integer connections;

    @Option(names = "--percentile", paramLabel = "P", description = "What is compared, such as 95 or 99.9.")
    private @Nullable Double percentile;

    @Option(names = "--margin", paramLabel = "PERCENT", description = "The least difference that matters.")
    private @Nullable Integer margin;

    @Option(names = "--http2", description = "Time over HTTP/2.")
    private boolean http2;

    @Option(
            names = "--before",
            paramLabel = "FILE",
            description = "Compare the timing with the JSON of an earlier one.")
    private @Nullable Path before;

    @Option(
            names = "--hgrm",
            paramLabel = "FILE",
            description = "Write the timing's percentiles as HdrHistogram's .hgrm.")
    private @Nullable Path hgrm;

    /**
     * The load that is configured, with what is asked for instead.
     *
     * @param named whether timing was named: then there is a load even where none is configured
     */
    CheckConfig.@Nullable Timing timing(CheckConfig config, boolean named) {
        CheckConfig.Timing given = config.timing();
        if (given == null && !named) {
            return null;
        }
        CheckConfig.Timing usual = given == null ? CheckConfig.Timing.DEFAULT : given;
        return new CheckConfig.Timing(
                usual.path(),
                rates.isEmpty() ? usual.rate() : (int) Math.max(1, Math.round(rates.getLast())),
                block == null ? usual.block() : Duration.ofMillis(block),
                blocks == null ? usual.blocks() : blocks,
                warmUp == null ? usual.warmUp() : Duration.ofMillis(warmUp),
                connections == null ? usual.connections() : connections,
                percentile == null ? usual.percentile() : percentile.intValue(),
                margin == null ? usual.marginPercent() : margin);
    }

    /** What is asked for instead of what is configured. */
    Checks.Load asked() {
        return new Checks.Load(http2 ? LoadTarget.Protocol.HTTP_2 : LoadTarget.Protocol.HTTP_1, rates, percentile);
    }

    /** The order for these targets. */
    TimingCheck.Order order(List<LoadTarget> targets, CheckConfig.Timing timing, List<Long> earlier) {
        return new TimingCheck.Order(
                targets,
                rates.isEmpty() ? List.of((double) timing.rate()) : rates,
                timing.warmUp(),
                timing.block(),
                timing.blocks(),
                percentile == null ? timing.percentile() : percentile,
                timing.marginPercent() / 100.0,
                earlier);
    }

    /** The blocks of an earlier timing's JSON. */
    List<Long> earlier(Path folder) throws IOException {
        if (before == null) {
            return List.of();
        }
        Path file = folder.resolve(before);
        try {
            TimingResult result = Json.MAPPER.convertValue(
                    Json.MAPPER.readTree(Files.readString(file)).path("timing"), TimingResult.class);
            return result.rates().getLast().targets().getLast().blockMicros();
        } catch (IllegalArgumentException | NullPointerException e) {
            throw Refusal.of(
                    "no-timing",
                    "The earlier timing cannot be read",
                    file + " holds no timing",
                    "what slipway check timing --format json writes",
                    "name such a file, or leave --before out");
        }
    }

    /** Writes the last target's percentiles where that is asked for. */
    void writeHgrm(Path folder, TimingCheck.Outcome outcome) throws IOException {
        if (hgrm != null) {
            Histogram last = outcome.histograms().values().stream()
                    .reduce((left, right) -> right)
                    .orElseThrow();
            try (PrintStream file =
                    new PrintStream(Files.newOutputStream(folder.resolve(hgrm)), false, StandardCharsets.UTF_8)) {
                last.outputPercentileDistribution(file, 1000.0);
            }
        }
    }
}
