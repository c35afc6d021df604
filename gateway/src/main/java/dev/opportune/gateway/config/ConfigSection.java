package dev.opportune.gateway.config;

import dev.opportune.gateway.config.ConfigNode.Mapping;
import dev.opportune.gateway.config.ConfigNode.Nothing;
import dev.opportune.gateway.config.ConfigNode.Scalar;
import dev.opportune.gateway.config.ConfigNode.Sequence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One mapping of a configuration, read by key. Every method notes what is wrong and goes on with nothing.
final class ConfigSection {

    private final String prefix;
    private final Mapping node;
    private final Path folder;
    private final Problems problems;

    /// @param prefix of the keys, such as `http.`
    /// @param folder that relative paths start from
    /// @param known the keys that it may have: others are noted
    ConfigSection(String prefix, Mapping node, Path folder, Problems problems, String... known) {
        this.prefix = prefix;
        this.node = node;
        this.folder = folder;
        this.problems = problems;
        var names = List.of(known);
        if (names.isEmpty()) return;
        node.members().forEach((key, value) -> {
            if (!names.contains(key)) {
                problems.add(value.where(), path(key) + ": unknown key (expected: " + String.join(", ", names) + ")");
            }
        });
    }

    /// The full path of a key.
    String path(String key) {
        return prefix + key;
    }

    /// Where a key was said, or the section where it was not.
    String where(String key) {
        var value = node.members().get(key);
        return value == null ? node.where() : value.where();
    }

    /// A section inside this one; an empty one where it is left out.
    ConfigSection section(String key, String... known) {
        return new ConfigSection(path(key) + ".", mapping(key), folder, problems, known);
    }

    /// The mapping under a key; an empty one where it is left out.
    Mapping mapping(String key) {
        var value = node.members().get(key);
        return switch (value) {
            case Mapping mapping -> mapping;
            case Scalar scalar -> wrong(key, scalar, "keys and values");
            case Sequence sequence -> wrong(key, sequence, "keys and values");
            case Nothing nothing -> new Mapping(nothing.where(), new LinkedHashMap<>());
            case null -> new Mapping(node.where(), new LinkedHashMap<>());
        };
    }

    private Mapping wrong(String key, ConfigNode value, String expected) {
        problems.add(value.where(), path(key) + ": (expected: " + expected + ")");
        return new Mapping(value.where(), new LinkedHashMap<>());
    }

    boolean has(String key) {
        return node.members().containsKey(key);
    }

    /// The text under a key, if there is any.
    Optional<String> text(String key) {
        return text(key, Function.identity());
    }

    /// What the text under a key means; `meaning` throws an [IllegalArgumentException] when it means nothing.
    <T> Optional<T> text(String key, Function<String, T> meaning) {
        var value = node.members().get(key);
        if (value == null) return Optional.empty();
        if (!(value instanceof Scalar scalar) || scalar.text().isBlank()) {
            problems.add(value.where(), path(key) + ": (expected: a value)");
            return Optional.empty();
        }
        try {
            return Optional.of(meaning.apply(scalar.text()));
        } catch (IllegalArgumentException e) {
            problems.add(value.where(), path(key) + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    /// The same for a key that must be there; null, and noted, when it is not.
    <T> @Nullable T required(String key, Function<String, T> meaning) {
        if (!has(key)) problems.add(node.where(), path(key) + ": is missing");
        return text(key, meaning).orElse(null);
    }

    Optional<Integer> integer(String key) {
        return text(key, text -> {
            try {
                return Integer.valueOf(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException('"' + text + "\" (expected: a whole number)", e);
            }
        });
    }

    /// A file that is there, by a path from the configuration file's folder.
    Path file(String text) {
        var path = folder.resolve(text).normalize();
        if (Files.isReadable(path) && Files.isRegularFile(path)) return path;
        throw new IllegalArgumentException(path + " (expected: a file that can be read)");
    }

    /// A file that need not be there yet, by a path from the configuration file's folder.
    Path place(String text) {
        return folder.resolve(text).normalize();
    }

    <T> @Nullable T made(Supplier<T> constructor) {
        return problems.made(this, constructor);
    }
}
