package dev.opportune.gateway.monitoring;

import java.util.Set;
import java.util.TreeSet;

/// Finds what an expression asks for and no gateway shows: a metric, or a label of one.
///
/// @param page what gateways show
/// @param recorded names that rules make
record Asked(MetricsPage page, Set<String> recorded) {

    /// Prometheus' own, of where it found what it scraped.
    private static final Set<String> OF_TARGETS = Set.of("instance", "job", "namespace", "pod");

    Set<String> missing(String promql) {
        var missing = new TreeSet<String>();
        var labels = new TreeSet<>(OF_TARGETS);
        for (var selector : Selector.of(promql)) {
            if (recorded.contains(selector.metric())) continue;
            var metric = page.of(selector.metric());
            if (metric == null) {
                missing.add(selector.metric());
                continue;
            }
            labels.addAll(metric.labels());
            if (selector.metric().endsWith("_bucket")) labels.add("le");
            for (var match : selector.matches()) {
                if (!metric.labels().contains(match.label()) && !OF_TARGETS.contains(match.label())) {
                    missing.add(selector.metric() + "{" + match.label() + "}");
                }
            }
        }
        for (var label : Selector.grouping(promql)) if (!labels.contains(label)) missing.add("by (" + label + ")");
        return missing;
    }
}
