package dev.slipway.telemetry;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.LinkedHashMap;
import java.util.Map;

/** Another part's numbers in the model of Prometheus. */
final class FiguresView implements MultiCollector {
    private final Figures figures;

    FiguresView(Figures figures) {
        this.figures = figures;
    }

    @Override
    public MetricSnapshots collect() {
        Collected collected = new Collected();
        figures.read(collected);
        return collected.all();
    }

    private static final class Collected implements Figures.Sink {
        private final Map<String, GaugeSnapshot.Builder> gauges = new LinkedHashMap<>();
        private final Map<String, CounterSnapshot.Builder> counters = new LinkedHashMap<>();

        @Override
        public void gauge(String name, String help, double value, String... labels) {
            gauges.computeIfAbsent(
                            name, any -> GaugeSnapshot.builder().name(name).help(help))
                    .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                            .labels(Labels.of(labels))
                            .value(value)
                            .build());
        }

        @Override
        public void counter(String name, String help, double value, String... labels) {
            counters.computeIfAbsent(
                            name, any -> CounterSnapshot.builder().name(name).help(help))
                    .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                            .labels(Labels.of(labels))
                            .value(value)
                            .build());
        }

        MetricSnapshots all() {
            MetricSnapshots.Builder all = MetricSnapshots.builder();
            gauges.values().forEach(gauge -> all.metricSnapshot(gauge.build()));
            counters.values().forEach(counter -> all.metricSnapshot(counter.build()));
            return all.build();
        }
    }
}
