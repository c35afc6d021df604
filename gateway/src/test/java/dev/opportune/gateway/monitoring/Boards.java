package dev.opportune.gateway.monitoring;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;

/// `k8s/dashboards/dashboards.yaml`.
public record Boards(List<Board> dashboards) {

    static final Path FOLDER = Path.of("../k8s/dashboards");

    /// One dashboard.
    ///
    /// @param file of its JSON, without the ending
    record Board(String file, String title, List<Panel> panels) {}

    /// What is drawn together.
    ///
    /// @param unit as Grafana calls it
    /// @param help a sentence
    /// @param runbook the section that says what to do
    /// @param lines expressions, by legend
    record Panel(String title, String unit, String help, String runbook, LinkedHashMap<String, String> lines) {}

    public static Boards read() throws IOException {
        return new ObjectMapper(new YAMLFactory())
                .readValue(Files.readString(FOLDER.resolve("dashboards.yaml")), Boards.class);
    }

    List<Panel> panels() {
        return dashboards.stream().flatMap(it -> it.panels.stream()).toList();
    }

    /// All expressions, as Prometheus takes them.
    List<String> expressions() {
        return panels().stream()
                .flatMap(it -> it.lines.values().stream())
                .map(it -> it.replace("[range]", "[5m]").strip())
                .toList();
    }

    /// What all of them ask for.
    public List<Selector> selectors() {
        return expressions().stream()
                .flatMap(it -> Selector.of(it).stream())
                .distinct()
                .toList();
    }
}
