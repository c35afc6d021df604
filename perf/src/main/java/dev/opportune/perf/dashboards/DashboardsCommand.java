package dev.opportune.perf.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Draws every dashboard of a folder, as Grafana's JSON has it, from a Prometheus, one SVG each, and says which alerts
/// fired.
///
/// Properties: `opportune.prometheus` (its URL), `opportune.dashboards` (the folder), `opportune.out`,
/// `opportune.seconds` (until now, or `opportune.until`, in seconds since 1970).
public final class DashboardsCommand {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern LABEL = Pattern.compile("\\{\\{(\\w+)}}");

    /// What stands for the interval between two points, over which rates are taken.
    private static final String RATE = "20s";

    private static final int POINTS = 120;

    private DashboardsCommand() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        long now = Long.getLong("opportune.until", Instant.now().getEpochSecond());
        long seconds = Long.parseLong(property("opportune.seconds"));
        var span = new Prometheus.Span(now - seconds, now, Math.max(1, seconds / POINTS));
        var out = Files.createDirectories(Path.of(property("opportune.out")));
        try (var prometheus = new Prometheus(property("opportune.prometheus"), span);
                var files = Files.newDirectoryStream(Path.of(property("opportune.dashboards")), "*.json")) {
            for (var file : files) {
                var board = JSON.readTree(file.toFile());
                var name = String.valueOf(file.getFileName()).replace(".json", ".svg");
                var panels = new ArrayList<BoardPlot.Drawn>();
                for (var panel : board.path("panels")) panels.add(drawn(panel, prometheus));
                Files.writeString(
                        out.resolve(name), BoardPlot.of(board.path("title").asText(), panels, span));
            }
            alerts(prometheus).forEach(System.out::println);
        }
    }

    /// Those that fired, and of what.
    private static List<String> alerts(Prometheus prometheus) throws IOException, InterruptedException {
        return prometheus.query("ALERTS{alertstate=\"firing\"}").stream()
                .map(it -> "fired: " + it.labels())
                .sorted()
                .toList();
    }

    private static BoardPlot.Drawn drawn(JsonNode panel, Prometheus prometheus)
            throws IOException, InterruptedException {
        var lines = new ArrayList<BoardPlot.Line>();
        for (var target : panel.path("targets")) {
            var expr = target.path("expr").asText().replace("$__rate_interval", RATE);
            var legend = target.path("legendFormat").asText();
            for (var series : prometheus.query(expr)) {
                if (!series.points().isEmpty()) {
                    lines.add(new BoardPlot.Line(filled(legend, series.labels()), series.points()));
                }
            }
        }
        return new BoardPlot.Drawn(
                panel.path("title").asText(),
                panel.path("description").asText(),
                panel.at("/fieldConfig/defaults/unit").asText(),
                List.copyOf(lines));
    }

    private static String filled(String legend, Map<String, String> labels) {
        return LABEL.matcher(legend)
                .replaceAll(it -> Matcher.quoteReplacement(labels.getOrDefault(it.group(1), "")))
                .strip();
    }

    private static String property(String name) {
        var value = System.getProperty(name);
        if (value == null) throw new IllegalArgumentException("-D" + name + ": missing");
        return value;
    }
}
