package dev.opportune.ratelimiter;

import dev.opportune.ratelimiter.YamlNode.Entry;
import dev.opportune.ratelimiter.YamlNode.Kind;
import dev.opportune.ratelimiter.YamlNode.Mapping;
import dev.opportune.ratelimiter.YamlNode.Scalar;
import dev.opportune.ratelimiter.YamlNode.Sequence;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// One mapping of a policy file. Gives its values by key; what is missing or wrong is noted and comes back empty, so
/// that the reading goes on and finds the rest.
final class PolicySection {

    private static final Pattern WHOLE_NUMBER = Pattern.compile("0|-?[1-9]\\d{0,8}");

    private final String path;
    private final YamlNode node;
    private final PolicyProblems problems;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private PolicySection(String path, YamlNode node, PolicyProblems problems) {
        this.path = path;
        this.node = node;
        this.problems = problems;
        if (node instanceof Mapping mapping) {
            for (var entry : mapping.entries()) {
                var first = entries.putIfAbsent(entry.key(), entry);
                if (first != null) {
                    note(entry.line(), under(entry.key()), "a duplicate key", "first in line " + first.line());
                }
            }
        } else {
            note(node.line(), path, PolicyProblems.shown(node), "expected: a mapping");
        }
    }

    /// A mapping whose keys are known; others are noted.
    static PolicySection of(String path, YamlNode node, PolicyProblems problems, String... known) {
        var section = new PolicySection(path, node, problems);
        for (var entry : section.entries.values()) {
            if (!List.of(known).contains(entry.key())) {
                problems.add(
                        entry.line(),
                        section.under(entry.key()),
                        "unknown key",
                        "expected: one of " + String.join(", ", known));
            }
        }
        return section;
    }

    /// A mapping below this one.
    Optional<PolicySection> section(String key, String... known) {
        return value(key).map(value -> of(under(key), value, problems, known));
    }

    /// A mapping below this one whose keys are names that people choose.
    Map<String, YamlNode> named(String key, int least, int most) {
        var value = entries.get(key);
        if (value == null) return Map.of();
        var section = new PolicySection(under(key), value.value(), problems);
        int size = section.entries.size();
        if (value.value() instanceof Mapping && (size < least || size > most)) {
            wrong(key, "expected: " + least + " to " + most + ", not " + size);
        }
        var named = new LinkedHashMap<String, YamlNode>();
        for (var entry : section.entries.values()) {
            if (PolicyFile.NAME.matcher(entry.key()).matches()) {
                named.put(entry.key(), entry.value());
            } else {
                note(entry.line(), section.under(entry.key()), "a bad name", "expected: " + PolicyFile.NAME.pattern());
            }
        }
        return named;
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    /// Notes each of the keys that is not there.
    void require(String... keys) {
        if (!(node instanceof Mapping)) return;
        for (var key : keys) {
            if (!has(key)) note(node.line(), under(key), "missing", "expected: a value");
        }
    }

    /// Notes that the value of a key is wrong, for a reason that only its reader can see.
    void wrong(String key, String reason) {
        var value = value(key).orElse(node);
        note(value.line(), under(key), PolicyProblems.shown(value), reason);
    }

    /// @param read throws [IllegalArgumentException] or [DateTimeException] for what it does not take
    <T> Optional<T> text(String key, String expected, Function<String, T> read) {
        return value(key).flatMap(value -> text(under(key), value, expected, read));
    }

    /// A list of texts, none of them twice.
    <T> List<T> list(String key, String expected, Function<String, T> read) {
        var value = value(key);
        if (value.isEmpty()) return List.of();
        if (!(value.get() instanceof Sequence(var items, var _))) {
            wrong(key, "expected: a list");
            return List.of();
        }
        var list = new ArrayList<T>();
        for (int i = 0; i < items.size(); i++) {
            var itemPath = under(key) + '[' + i + ']';
            var item = text(itemPath, items.get(i), expected, read);
            if (item.isEmpty()) continue;
            if (list.contains(item.get())) {
                note(items.get(i).line(), itemPath, PolicyProblems.shown(items.get(i)), "is there twice");
            } else {
                list.add(item.get());
            }
        }
        return list;
    }

    <E extends Enum<E>> Optional<E> oneOf(String key, Class<E> words) {
        return text(key, anyOf(words), word -> fromWord(words, word));
    }

    <E extends Enum<E>> List<E> someOf(String key, Class<E> words) {
        return list(key, anyOf(words), word -> fromWord(words, word));
    }

    OptionalInt integer(String key, int least, int most) {
        var value = value(key);
        if (value.isEmpty()) return OptionalInt.empty();
        if (value.get() instanceof Scalar(var kind, var text, var _)
                && kind == Kind.WHOLE_NUMBER
                && WHOLE_NUMBER.matcher(text).matches()) {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) return OptionalInt.of(number);
        }
        wrong(key, "expected: " + least + " to " + most);
        return OptionalInt.empty();
    }

    Optional<Boolean> bool(String key) {
        var value = value(key);
        if (value.isEmpty()) return Optional.empty();
        if (value.get() instanceof Scalar(var kind, var text, var _) && kind == Kind.BOOLEAN) {
            return Optional.of(Boolean.valueOf(text));
        }
        wrong(key, "expected: true or false");
        return Optional.empty();
    }

    private <T> Optional<T> text(String at, YamlNode value, String expected, Function<String, T> read) {
        var quotes = "";
        if (value instanceof Scalar(var kind, var text, var _)) {
            if (kind == Kind.TEXT) {
                try {
                    return Optional.of(read.apply(text));
                } catch (IllegalArgumentException | DateTimeException _) {
                    // the reason is in `expected`, in the words of the file
                }
            } else if (kind != Kind.NOTHING) {
                quotes = ", in quotes";
            }
        }
        note(value.line(), at, PolicyProblems.shown(value), "expected: " + expected + quotes);
        return Optional.empty();
    }

    private Optional<YamlNode> value(String key) {
        return Optional.ofNullable(entries.get(key)).map(Entry::value);
    }

    private void note(int line, String at, String value, String reason) {
        problems.add(line, at, value, reason);
    }

    private String under(String key) {
        return path.isEmpty() ? key : path + '.' + key;
    }

    private static <E extends Enum<E>> String anyOf(Class<E> words) {
        return Arrays.stream(words.getEnumConstants()).map(PolicySection::word).collect(Collectors.joining(", "));
    }

    private static <E extends Enum<E>> E fromWord(Class<E> words, String word) {
        return Arrays.stream(words.getEnumConstants())
                .filter(constant -> word(constant).equals(word))
                .findFirst()
                .orElseThrow(IllegalArgumentException::new);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
