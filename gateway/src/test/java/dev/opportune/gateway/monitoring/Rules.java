package dev.opportune.gateway.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// `k8s/rules/rules.yaml`, as far as the rest of the repository has to agree with it.
///
/// @param recorded expressions, by name
public record Rules(Map<String, String> recorded, List<Alert> alerts) {

    static final Path FOLDER = Path.of("../k8s/rules");

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    record Alert(String name, String expr, String severity, Map<String, String> annotations) {}

    public static Rules read() throws IOException {
        var recorded = new TreeMap<String, String>();
        var alerts = new ArrayList<Alert>();
        var file = YAML.readTree(Files.readString(FOLDER.resolve("rules.yaml")));
        for (var group : file.at("/spec/groups")) {
            for (var rule : group.path("rules")) {
                var expr = rule.path("expr").asText();
                if (rule.has("record")) recorded.put(rule.path("record").asText(), expr);
                else alerts.add(alert(rule, expr));
            }
        }
        return new Rules(recorded, alerts);
    }

    private static Alert alert(JsonNode rule, String expr) {
        var annotations = new TreeMap<String, String>();
        rule.path("annotations")
                .properties()
                .forEach(it -> annotations.put(it.getKey(), it.getValue().asText()));
        return new Alert(
                rule.path("alert").asText(), expr, rule.at("/labels/severity").asText(), annotations);
    }

    /// Whether a rule makes what has this name, as ours are called.
    public static boolean isRecorded(String name) {
        return name.contains(":");
    }

    List<String> expressions() {
        var all = new ArrayList<>(recorded.values());
        alerts.forEach(it -> all.add(it.expr));
        return all;
    }

    /// What all of them ask for.
    public List<Selector> selectors() {
        return expressions().stream()
                .flatMap(it -> Selector.of(it).stream())
                .distinct()
                .toList();
    }
}
