package dev.opportune.gateway.config;

import java.util.List;

/// What came of reading an operator's file: taken whole, or refused whole.
public sealed interface Loaded<T> {

    record Good<T>(T value) implements Loaded<T> {}

    /// All that is wrong; at least one.
    record Bad<T>(List<ConfigProblem> problems) implements Loaded<T> {}
}
