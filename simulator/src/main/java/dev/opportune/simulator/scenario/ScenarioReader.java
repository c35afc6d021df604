package dev.opportune.simulator.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.opportune.simulator.behaviour.Behaviour;
import dev.opportune.simulator.scenario.Scenario.Step;
import dev.opportune.yaml.Node.Mapping;
import dev.opportune.yaml.Node.Scalar;
import dev.opportune.yaml.Problems;
import dev.opportune.yaml.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Reads a scenario's steps, and notes all that is wrong with them, one problem for each verb.
final class ScenarioReader {

    private static final String STEP = "{at: PT20S, and one verb}";
    private static final String AT = "an ISO 8601 duration, PT0S to " + Scenario.LATEST;
    private static final int DIGITS_OF_A_LONG = 18;

    private ScenarioReader() {}

    /// @param tree empty when there are problems that say why
    static Scenario read(Optional<Mapping> tree, Problems problems) throws ScenarioException {
        List<Step> steps = new ArrayList<>();
        tree.ifPresent(it -> steps.addAll(steps(Section.root(it, problems))));
        if (!problems.isEmpty()) throw new ScenarioException(problems.list());
        steps.sort(Comparator.comparing(Step::at)); // those of the same time stay as they stand
        return new Scenario(steps);
    }

    private static List<Step> steps(Section file) {
        List<Step> steps = new ArrayList<>();
        file.known("steps").require("steps");
        List<Section> sections = file.sections("steps", STEP, 1, Scenario.MOST_STEPS);
        sections.forEach(section -> step(section).ifPresent(steps::add));
        return steps;
    }

    private static Optional<Step> step(Section section) {
        if (!section.has("at")) section.wrong("at", "missing", AT);
        Optional<Duration> at = section.text("at", AT, ScenarioReader::at);
        List<String> verbs =
                section.keys().stream().filter(key -> !key.equals("at")).toList();
        if (verbs.size() != 1) {
            section.wrong("", STEP);
            return Optional.empty();
        }
        String verb = verbs.getFirst();
        Optional<Consumer<Behaviour>> action = action(verb, section);
        return at.flatMap(time -> action.map(it -> new Step(time, verb, it)));
    }

    private static Duration at(String text) {
        Duration at = Duration.parse(text);
        if (at.isNegative() || at.compareTo(Scenario.LATEST) > 0) throw new IllegalArgumentException(text);
        return at;
    }

    private static Optional<Consumer<Behaviour>> action(String verb, Section step) {
        Section section = step.section(verb);
        Optional<Map<String, Scalar>> scalars = section.scalars();
        if (scalars.isEmpty()) return Optional.empty();
        Map<String, JsonNode> fields = new HashMap<>();
        scalars.get().forEach((name, scalar) -> fields.put(name, json(scalar)));
        try {
            return Optional.of(Verbs.read(verb, Fields.of(fields)));
        } catch (BadField e) {
            (e.field().equals(verb) ? step : section).said(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /// One that is too large for a `long` is too large for any field: as a text it is refused by name.
    private static JsonNode json(Scalar scalar) {
        String text = scalar.text();
        return switch (scalar.kind()) {
            case TEXT -> TextNode.valueOf(text);
            case WHOLE_NUMBER ->
                text.length() > DIGITS_OF_A_LONG ? TextNode.valueOf(text) : LongNode.valueOf(Long.parseLong(text));
            case NUMBER -> DoubleNode.valueOf(Double.parseDouble(text));
            case BOOLEAN -> BooleanNode.valueOf(Boolean.parseBoolean(text));
            case NOTHING -> NullNode.instance;
        };
    }
}
