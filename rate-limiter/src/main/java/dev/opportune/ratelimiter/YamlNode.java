package dev.opportune.ratelimiter;

import java.util.List;

/// A YAML document as a tree that remembers where each part stands.
sealed interface YamlNode {

    /// Where it begins, counted from 1.
    int line();

    record Scalar(Kind kind, String text, int line) implements YamlNode {}

    record Sequence(List<YamlNode> items, int line) implements YamlNode {}

    /// Keys and values.
    ///
    /// @param entries as written, so that a key may come twice
    record Mapping(List<Entry> entries, int line) implements YamlNode {}

    record Entry(String key, int line, YamlNode value) {}

    /// What YAML takes a scalar for.
    enum Kind {
        TEXT,
        WHOLE_NUMBER,
        FRACTION,
        BOOLEAN,
        NOTHING
    }
}
