package dev.opportune.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A YAML document as a tree that remembers where each part was said.
public sealed interface Node {

    Place place();

    /// A value.
    ///
    /// @param text as written, without quotes
    /// @param quoted in quotes or as a block: a text, whatever it reads like
    record Scalar(Place place, Kind kind, String text, boolean quoted) implements Node {

        /// One without quotes, whose kind is what it reads like.
        public static Scalar plain(Place place, String text) {
            return new Scalar(place, Kind.of(text), text, false);
        }
    }

    record Items(Place place, List<Node> items) implements Node {
        public Items {
            items = List.copyOf(items);
        }
    }

    /// Keys and values, in their order; no key is there twice.
    record Mapping(Place place, SequencedMap<String, Entry> entries) implements Node {
        public Mapping {
            entries = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(entries));
        }

        public static Mapping empty(Place place) {
            return new Mapping(place, new LinkedHashMap<>());
        }

        public @Nullable Node get(String key) {
            var entry = entries.get(key);
            return entry == null ? null : entry.value();
        }

        /// The same with this value in place of what the key had.
        public Mapping with(String key, Node value) {
            var more = new LinkedHashMap<>(entries);
            more.put(key, new Entry(value.place(), value));
            return new Mapping(place, more);
        }

        /// The same without this key.
        public Mapping without(String key) {
            var less = new LinkedHashMap<>(entries);
            less.remove(key);
            return new Mapping(place, less);
        }
    }

    /// What a key has, and where the key stands.
    record Entry(Place place, Node value) {}

    /// What a scalar without quotes is taken for: the words and numbers of YAML 1.2, none of YAML 1.1 alone. So `yes`,
    /// `0x1F` and `22:00` are texts.
    enum Kind {
        TEXT,
        /// Written in the one way that everybody reads alike.
        WHOLE_NUMBER,
        /// Any other number: with a fraction, an exponent, a plus or zeros at its front.
        NUMBER,
        BOOLEAN,
        NOTHING;

        private static final Pattern WHOLE = Pattern.compile("0|-?[1-9][0-9]*");
        private static final Pattern ANY_NUMBER =
                Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

        private static Kind of(String text) {
            return switch (text) {
                case "", "~", "null", "Null", "NULL" -> NOTHING;
                case "true", "True", "TRUE", "false", "False", "FALSE" -> BOOLEAN;
                default -> {
                    if (WHOLE.matcher(text).matches()) yield WHOLE_NUMBER;
                    yield ANY_NUMBER.matcher(text).matches() ? NUMBER : TEXT;
                }
            };
        }
    }
}
