package dev.crossdock.registry.operation.metrics;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** One scrape: takes numbers under their names, and gives Prometheus's text. */
final class Exposition {
    static final String MEDIA_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;
    private static final String PREFIX = "crossdock_registry_";

    private final Map<String, CounterSnapshot.Builder> counters = new LinkedHashMap<>();
    private final Map<String, GaugeSnapshot.Builder> gauges = new LinkedHashMap<>();
    private final Map<String, HistogramSnapshot.Builder> histograms = new LinkedHashMap<>();

    /** The name without {@code _total}, which the text adds; labels as name, value, name, value. */
    void counter(String name, String help, long value, String... labels) {
        counters.computeIfAbsent(name, any -> CounterSnapshot.builder().name(PREFIX + name).help(help)).dataPoint(
                CounterDataPointSnapshot.builder().labels(Labels.of(labels)).value((double) value).build());
    }

    void gauge(String name, String help, double value, String... labels) {
        gauges.computeIfAbsent(name, any -> GaugeSnapshot.builder().name(PREFIX + name).help(help)).dataPoint(
                GaugeDataPointSnapshot.builder().labels(Labels.of(labels)).value(value).build());
    }

    /** Nothing where nothing was measured. */
    void durations(String name, String help, Durations measured, String... labels) {
        long[] counts = measured.counts();
        if (Arrays.stream(counts).sum() > 0) {
            histograms.computeIfAbsent(name, any -> HistogramSnapshot.builder().name(PREFIX + name).help(help))
                    .dataPoint(HistogramDataPointSnapshot.builder().labels(Labels.of(labels)).classicHistogramBuckets(
                            ClassicHistogramBuckets.of(Durations.bounds(), counts)).sum(measured.seconds()).build());
        }
    }

    byte[] text() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        counters.values().forEach(builder -> all.metricSnapshot(builder.build()));
        gauges.values().forEach(builder -> all.metricSnapshot(builder.build()));
        histograms.values().forEach(builder -> all.metricSnapshot(builder.build()));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(text, all.build());
        } catch (IOException e) {
            throw new UncheckedIOException("write metrics", e);
        }
        return text.toByteArray();
    }
}
