package dev.opportune.gateway.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Collects what is wrong, so that an operator sees all of it at once.
final class Problems {

    private final List<ConfigProblem> found = new ArrayList<>();

    void add(String where, String what) {
        found.add(new ConfigProblem(where, what));
    }

    List<ConfigProblem> all() {
        return List.copyOf(found);
    }

    <T> Loaded<T> loaded(@Nullable T value) {
        return value == null || !found.isEmpty() ? new Loaded.Bad<>(all()) : new Loaded.Good<>(value);
    }

    /// Makes a value whose constructor throws an [IllegalArgumentException] for what is wrong with it; null then.
    <T> @Nullable T made(ConfigSection section, Supplier<T> constructor) {
        try {
            return constructor.get();
        } catch (IllegalArgumentException e) {
            String what = String.valueOf(e.getMessage());
            String key = what.substring(0, Math.max(0, what.indexOf(':')));
            add(section.where(key), section.path(what));
            return null;
        }
    }
}
