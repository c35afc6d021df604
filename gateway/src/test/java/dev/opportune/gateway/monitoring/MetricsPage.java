package dev.opportune.gateway.monitoring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What is measured, as `docs/metrics.md` tells it and as `/metrics` shows it, in one form.
///
/// @param metrics by name
public record MetricsPage(Map<String, Metric> metrics) {

    private static final Pattern ROW = Pattern.compile("^\\| `([a-z_]+)` \\| (\\w+) \\|[^|]*\\|([^|]*)\\|(.*)\\|$");
    private static final Pattern QUOTED = Pattern.compile("`([a-z_]+)`");
    private static final Pattern TYPE = Pattern.compile("^# TYPE (\\w+) (\\w+)$");
    private static final Pattern SAMPLE = Pattern.compile("^(\\w+)(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Set<String> FORMS_OWN = Set.of("le", "quantile");

    /// What there is to know of one.
    ///
    /// @param labels without those that the format adds
    /// @param fromTheStart false: it is shown only after the first event of its kind
    public record Metric(String type, Set<String> labels, boolean fromTheStart) {
        public boolean says(Metric other) {
            return type.equals(other.type) && labels.equals(other.labels);
        }
    }

    public static MetricsPage documented() throws IOException {
        var metrics = new TreeMap<String, Metric>();
        for (var line : Files.readAllLines(Path.of("../docs/metrics.md"))) {
            var row = ROW.matcher(line);
            if (!row.matches()) continue;
            var labels = new TreeSet<String>();
            QUOTED.matcher(row.group(3)).results().forEach(label -> labels.add(label.group(1)));
            boolean later = row.group(4).contains("after the first");
            metrics.put(row.group(1), new Metric(row.group(2), labels, !later));
        }
        return new MetricsPage(metrics);
    }

    /// From Prometheus' text. A histogram's `_max` belongs to it.
    public static MetricsPage shown(String text) {
        var metrics = new TreeMap<String, Metric>();
        text.lines().map(TYPE::matcher).filter(java.util.regex.Matcher::matches).forEach(type -> {
            metrics.put(type.group(1), new Metric(type.group(2), new TreeSet<>(), true));
        });
        text.lines()
                .map(SAMPLE::matcher)
                .filter(java.util.regex.Matcher::matches)
                .forEach(sample -> {
                    var metric = metrics.get(family(sample.group(1), metrics));
                    if (sample.group(2) == null) return;
                    LABEL.matcher(sample.group(2))
                            .results()
                            .map(label -> label.group(1))
                            .filter(label -> !FORMS_OWN.contains(label))
                            .forEach(metric.labels::add);
                });
        metrics.keySet().removeIf(name -> name.endsWith("_max") && isTimed(metrics.get(base(name, "_max"))));
        return new MetricsPage(metrics);
    }

    /// The metric that a series of this name belongs to; null: none.
    @Nullable
    Metric of(String series) {
        var metric = metrics.get(family(series, metrics));
        return metric == null && series.endsWith("_max") ? metrics.get(base(series, "_max")) : metric;
    }

    /// Whether a gateway shows the series from its start.
    public boolean shows(String series) {
        var metric = of(series);
        return metric != null && metric.fromTheStart();
    }

    private static String family(String sample, Map<String, Metric> metrics) {
        for (var suffix : new String[] {"_bucket", "_count", "_sum"}) {
            if (isTimed(metrics.get(base(sample, suffix)))) return base(sample, suffix);
        }
        return sample;
    }

    private static boolean isTimed(Metric metric) {
        return metric != null && (metric.type.equals("histogram") || metric.type.equals("summary"));
    }

    private static String base(String name, String suffix) {
        return name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name;
    }
}
