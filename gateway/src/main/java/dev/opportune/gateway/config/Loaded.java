package dev.opportune.gateway.config;

import dev.opportune.yaml.Problem;
import dev.opportune.yaml.Problems;
import java.util.List;
import java.util.Optional;

/// What came of reading an operator's file: taken whole, or refused whole.
public sealed interface Loaded<T> {

    record Good<T>(T value) implements Loaded<T> {}

    /// All that is wrong; at least one.
    record Bad<T>(List<Problem> problems) implements Loaded<T> {}

    /// The value, if nothing is wrong.
    static <T> Loaded<T> of(Optional<T> value, Problems problems) {
        return value.isEmpty() || !problems.isEmpty() ? new Bad<>(problems.list()) : new Good<>(value.get());
    }
}
