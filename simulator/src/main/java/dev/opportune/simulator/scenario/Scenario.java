package dev.opportune.simulator.scenario;

import dev.opportune.simulator.behaviour.Behaviour;
import dev.opportune.yaml.Problems;
import dev.opportune.yaml.YamlFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// What the providers do and when: verbs at set times after its start.
///
/// ```yaml
/// steps:
///   - {at: PT0S,  latency: {provider: fcm, p50: PT0.04S, p99: PT0.4S}}
///   - {at: PT20S, freeze: {provider: fcm, for: PT10S}}
/// ```
///
/// @param steps in the order in which they are done
public record Scenario(List<Step> steps) {

    static final int MOST_STEPS = 1_000;
    static final Duration LATEST = Duration.ofHours(24);

    /// One verb at its time.
    ///
    /// @param at after the start
    /// @param verb its name, for the log
    public record Step(Duration at, String verb, Consumer<Behaviour> action) {}

    public Scenario {
        steps = List.copyOf(steps);
    }

    /// Reads a file: YAML in UTF-8. It is taken whole or not at all.
    ///
    /// @throws ScenarioException when it cannot be read, or for all that is wrong with it
    public static Scenario read(Path file) throws ScenarioException {
        var problems = new Problems(file.toString());
        return ScenarioReader.read(YamlFile.read(file, problems), problems);
    }

    /// Reads the text of a file.
    ///
    /// @param name what problems call it
    public static Scenario parse(String yaml, String name) throws ScenarioException {
        var problems = new Problems(name);
        return ScenarioReader.read(YamlFile.parse(yaml, problems), problems);
    }
}
