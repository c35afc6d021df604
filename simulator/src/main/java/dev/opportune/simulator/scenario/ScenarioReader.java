package dev.opportune.simulator.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.opportune.simulator.behaviour.Behaviour;
import dev.opportune.simulator.scenario.Scenario.Step;
import dev.opportune.simulator.scenario.YamlNode.Items;
import dev.opportune.simulator.scenario.YamlNode.Mapping;
import dev.opportune.simulator.scenario.YamlNode.Scalar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads a scenario's steps strictly, and notes all that is wrong with them, one problem for each step.
final class ScenarioReader {

    private static final String STEP = "{at: PT20S, and one verb}";

    private final List<String> problems = new ArrayList<>();
    private final String name;

    ScenarioReader(String name) {
        this.name = name;
    }

    Scenario read(String yaml) throws ScenarioException {
        List<Step> steps = new ArrayList<>();
        for (YamlNode node : steps(YamlTree.read(yaml, name))) {
            Step step = step(node);
            if (step != null) {
                steps.add(step);
            }
        }
        if (!problems.isEmpty()) {
            throw new ScenarioException(problems);
        }
        steps.sort(Comparator.comparing(Step::at)); // those of the same time stay as they stand
        return new Scenario(steps);
    }

    private List<YamlNode> steps(YamlNode root) {
        List<YamlNode> steps = List.of();
        if (!(root instanceof Mapping mapping)) {
            problem(root.line(), "no mapping (expected: steps)");
            return steps;
        }
        for (Map.Entry<YamlNode.Key, YamlNode> entry : mapping.entries().entrySet()) {
            YamlNode.Key key = entry.getKey();
            if (!key.name().equals("steps")) {
                problem(key.line(), key.name() + ": unknown (expected: steps)");
            } else if (entry.getValue() instanceof Items list) {
                steps = list.items();
            } else {
                problem(key.line(), "steps: no list (expected: a list of " + STEP + ")");
            }
        }
        if (problems.isEmpty() && (steps.isEmpty() || steps.size() > Scenario.MOST_STEPS)) {
            problem(root.line(), "steps: " + steps.size() + " (expected: 1 to " + Scenario.MOST_STEPS + ")");
        }
        return steps;
    }

    private @Nullable Step step(YamlNode node) {
        if (!(node instanceof Mapping mapping) || mapping.entries().size() != 2) {
            problem(node.line(), "a step (expected: " + STEP + ")");
            return null;
        }
        Duration at = null;
        String verb = "";
        Consumer<Behaviour> action = null;
        for (Map.Entry<YamlNode.Key, YamlNode> entry : mapping.entries().entrySet()) {
            YamlNode.Key key = entry.getKey();
            if (key.name().equals("at")) {
                at = at(key, entry.getValue());
            } else {
                verb = key.name();
                action = action(key, entry.getValue());
            }
        }
        if (mapping.entries().keySet().stream().noneMatch(key -> key.name().equals("at"))) {
            problem(node.line(), "at: missing (expected: an ISO 8601 duration)");
        }
        return at == null || action == null ? null : new Step(at, verb, action);
    }

    private @Nullable Duration at(YamlNode.Key key, YamlNode node) {
        JsonNode value = node instanceof Scalar scalar ? scalar.value() : TextNode.valueOf("no duration");
        try {
            return Fields.of(Map.of("at", value)).duration("at", Duration.ZERO, Scenario.LATEST);
        } catch (BadField e) {
            problem(key.line(), String.valueOf(e.getMessage()));
            return null;
        }
    }

    private @Nullable Consumer<Behaviour> action(YamlNode.Key verb, YamlNode node) {
        Map<String, JsonNode> values = new HashMap<>();
        Map<String, Integer> lines = new HashMap<>();
        if (!(node instanceof Mapping mapping)) {
            problem(verb.line(), verb.name() + ": no mapping (expected: its fields, or {})");
            return null;
        }
        mapping.entries().forEach((key, value) -> {
            lines.put(key.name(), key.line());
            values.put(key.name(), value instanceof Scalar scalar ? scalar.value() : NullNode.instance);
        });
        try {
            return Verbs.read(verb.name(), Fields.of(values));
        } catch (BadField e) {
            String prefix = e.field().equals(verb.name()) ? "" : verb.name() + ".";
            problem(lines.getOrDefault(e.field(), verb.line()), prefix + e.getMessage());
            return null;
        }
    }

    private void problem(int line, String problem) {
        problems.add(name + ":" + line + ": " + problem);
    }
}
