package dev.opportune.gateway.config;

import java.util.LinkedHashMap;
import java.util.List;

/// A YAML document as a tree that remembers where each part was said.
sealed interface ConfigNode {

    /// Where, for people.
    String where();

    /// A value.
    ///
    /// @param text as written: an id such as `0123456789` must not become a number
    record Scalar(String where, String text) implements ConfigNode {}

    record Sequence(String where, List<ConfigNode> items) implements ConfigNode {}

    /// Keys and values.
    ///
    /// @param members may be added to and replaced: environment and flags speak after the file
    record Mapping(String where, LinkedHashMap<String, ConfigNode> members) implements ConfigNode {}

    /// A key without a value.
    record Nothing(String where) implements ConfigNode {}
}
