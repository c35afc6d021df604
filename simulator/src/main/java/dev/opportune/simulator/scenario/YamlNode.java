package dev.opportune.simulator.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/// A part of a YAML document that remembers where it stands.
sealed interface YamlNode {

    /// Where it begins, from 1.
    int line();

    record Scalar(JsonNode value, int line) implements YamlNode {}

    record Items(List<YamlNode> items, int line) implements YamlNode {}

    /// Keys, in their order, each with its line.
    record Mapping(Map<Key, YamlNode> entries, int line) implements YamlNode {}

    record Key(String name, int line) {}
}
