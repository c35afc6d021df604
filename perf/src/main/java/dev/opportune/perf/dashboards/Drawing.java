package dev.opportune.perf.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Draws every dashboard of a folder, as Grafana's JSON has it, one SVG each.
final class Drawing {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern LABEL = Pattern.compile("\\{\\{(\\w+)}}");

    /// What stands for Grafana's interval, over which rates are taken: ten scrapes.
    private static final String RATE = 10 * PrometheusProcess.SCRAPE.toSeconds() + "s";

    private final Prometheus prometheus;
    private final Prometheus.Span span;
    private final List<Mark> marks;
    private final List<String> empty = new ArrayList<>();

    /// @param marks what happened, which every panel shows
    Drawing(Prometheus prometheus, Prometheus.Span span, List<Mark> marks) {
        this.prometheus = prometheus;
        this.span = span;
        this.marks = marks;
    }

    /// Draws all of them.
    ///
    /// @param dashboards the folder
    /// @param out where the SVGs go
    /// @return panels that had nothing to draw: `FILE: TITLE`
    List<String> draw(Path dashboards, Path out) throws IOException, InterruptedException {
        Files.createDirectories(out);
        try (var files = Files.newDirectoryStream(dashboards, "*.json")) {
            for (var file : files) {
                var name = String.valueOf(file.getFileName()).replace(".json", "");
                var board = JSON.readTree(file.toFile());
                var panels = new ArrayList<BoardPlot.Drawn>();
                for (var panel : board.path("panels")) panels.add(panel(name, panel));
                var svg = BoardPlot.of(board.path("title").asText(), panels, span, marks);
                Files.writeString(out.resolve(name + ".svg"), svg);
            }
        }
        return List.copyOf(empty);
    }

    private BoardPlot.Drawn panel(String board, JsonNode panel) throws IOException, InterruptedException {
        var lines = new ArrayList<BoardPlot.Line>();
        for (var target : panel.path("targets")) {
            var expr = target.path("expr").asText().replace("$__rate_interval", RATE);
            var legend = target.path("legendFormat").asText();
            for (var series : prometheus.query(expr, span)) {
                if (series.points().isEmpty()) continue;
                lines.add(new BoardPlot.Line(filled(legend, series.labels()), series.points()));
            }
        }
        var title = panel.path("title").asText();
        if (lines.isEmpty()) empty.add(board + ": " + title);
        return new BoardPlot.Drawn(
                title,
                panel.path("description").asText(),
                panel.at("/fieldConfig/defaults/unit").asText(),
                List.copyOf(lines));
    }

    private static String filled(String legend, Map<String, String> labels) {
        return LABEL.matcher(legend)
                .replaceAll(it -> Matcher.quoteReplacement(labels.getOrDefault(it.group(1), "")))
                .strip();
    }
}
