package dev.opportune.perf.dashboards;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// An alert that fired, from when to when.
///
/// @param of what, beside its name and severity
record Fired(String alert, String severity, Map<String, String> of, Instant from, Instant to) {

    /// All of a time, the earliest first. One that stopped and began again is there twice.
    static List<Fired> ask(Prometheus prometheus, Prometheus.Span span) throws IOException, InterruptedException {
        var step = PrometheusProcess.EVALUATION;
        var all = new ArrayList<Fired>();
        for (var series : prometheus.query("ALERTS{alertstate=\"firing\"}", span.every(step))) {
            all.addAll(of(series, step));
        }
        all.sort(Comparator.comparing(Fired::from));
        return all;
    }

    /// Points are a step apart; one evaluation may be late on a busy machine.
    static List<Fired> of(Prometheus.Series series, Duration step) {
        var labels = new TreeMap<>(series.labels());
        var alert = taken(labels, "alertname");
        var severity = taken(labels, "severity");
        labels.remove("alertstate");
        labels.remove("__name__");
        var all = new ArrayList<Fired>();
        double begun = Double.NaN;
        double before = Double.NaN;
        for (var point : series.points()) {
            if (!Double.isNaN(before) && point.at() - before > 2.5 * step.toSeconds()) {
                all.add(fired(alert, severity, labels, begun, before));
                begun = Double.NaN;
            }
            if (Double.isNaN(begun)) begun = point.at();
            before = point.at();
        }
        if (!Double.isNaN(begun)) all.add(fired(alert, severity, labels, begun, before));
        return all;
    }

    private static String taken(Map<String, String> labels, String name) {
        return Objects.requireNonNullElse(labels.remove(name), "");
    }

    private static Fired fired(String alert, String severity, Map<String, String> of, double from, double to) {
        return new Fired(
                alert, severity, Map.copyOf(of), Instant.ofEpochSecond((long) from), Instant.ofEpochSecond((long) to));
    }

    /// In words, by the time since then.
    String text(Instant start) {
        return "%s %s (%s), %s to %s"
                .formatted(alert, new TreeMap<>(of), severity, since(start, from), since(start, to));
    }

    static String since(Instant start, Instant at) {
        long seconds = Duration.between(start, at).toSeconds();
        return "%d:%02d".formatted(seconds / 60, seconds % 60);
    }
}
