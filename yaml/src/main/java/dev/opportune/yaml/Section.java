package dev.opportune.yaml;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.opportune.yaml.Node.Entry;
import dev.opportune.yaml.Node.Items;
import dev.opportune.yaml.Node.Kind;
import dev.opportune.yaml.Node.Mapping;
import dev.opportune.yaml.Node.Scalar;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// One mapping of a file. Gives its values by key; what is missing or wrong is noted and comes back empty, so that the
/// reading goes on and finds the rest.
public final class Section {

    /// The names that people choose.
    public static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

    private static final String NAME_IN_WORDS = "small letters, digits and -, at most 64";
    private static final String EXPECTED = "(expected: ";
    private static final int MOST_DIGITS = 11; // of an int and its sign

    private final String path;
    private final Node node;
    private final Map<String, Entry> entries;
    private final Problems problems;

    private Section(String path, Node node, Problems problems) {
        this.path = path;
        this.node = node;
        this.entries = node instanceof Mapping mapping ? mapping.entries() : Map.of();
        this.problems = problems;
    }

    /// The whole of a file.
    public static Section root(Mapping tree, Problems problems) {
        return new Section("", tree, problems);
    }

    /// Notes every key that is none of these.
    @CanIgnoreReturnValue
    public Section known(String... keys) {
        var names = List.of(keys);
        entries.forEach((key, entry) -> {
            if (names.contains(key)) return;
            problems.add(entry.place(), under(path, key), "unknown key", "one of " + String.join(", ", names));
        });
        return this;
    }

    /// Notes each of the keys that is not there.
    @CanIgnoreReturnValue
    public Section require(String... keys) {
        if (!(node instanceof Mapping)) return this;
        for (var key : keys) {
            if (!has(key)) wrong(key, "missing", "a value");
        }
        return this;
    }

    public boolean has(String key) {
        return entries.containsKey(key);
    }

    public Set<String> keys() {
        return entries.keySet();
    }

    /// A section below this one; an empty one where it is left out.
    public Section section(String key) {
        var value = value(key).orElseGet(() -> Mapping.empty(node.place()));
        if (!(value instanceof Mapping)) wrong(key, "a mapping");
        return new Section(under(path, key), value, problems);
    }

    /// The sections below this one that people name; [#NAME] says how.
    public Map<String, Section> named(String key, int least, int most) {
        var all = section(key);
        if (has(key) && all.node instanceof Mapping) requireSize(key, all.entries.size(), least, most);
        var named = new LinkedHashMap<String, Section>();
        all.entries.forEach((name, entry) -> {
            if (NAME.matcher(name).matches()) {
                named.put(name, all.section(name));
            } else {
                problems.add(entry.place(), under(all.path, name), "a bad name", NAME_IN_WORDS);
            }
        });
        return named;
    }

    /// A list of sections.
    ///
    /// @param item what one of them has, for people
    public List<Section> sections(String key, String item, int least, int most) {
        var items = items(key, "a list of " + item);
        items.ifPresent(it -> requireSize(key, it.size(), least, most));
        var sections = new ArrayList<Section>();
        int index = 0;
        for (var node : items.orElse(List.of())) {
            var at = at(key, index++);
            if (node instanceof Mapping) sections.add(new Section(at, node, problems));
            else problems.add(node.place(), at, Problems.shown(node), item);
        }
        return sections;
    }

    private void requireSize(String key, int size, int least, int most) {
        if (size < least || size > most) wrong(key, least + " to " + most + ", not " + size);
    }

    /// A text. One that reads like a number or a word of YAML is none without quotes.
    ///
    /// @param read throws [IllegalArgumentException] or [DateTimeException] for what it does not take
    public <T> Optional<T> text(String key, String expected, Function<String, T> read) {
        return value(key).flatMap(value -> text(under(path, key), value, expected, read));
    }

    /// A value as it is written, in quotes or not: an id such as `0123456789` stays what it is.
    ///
    /// @param read throws [IllegalArgumentException] that says `given (expected: …)`
    public <T> Optional<T> written(String key, Function<String, T> read) {
        var value = value(key);
        if (value.isEmpty()) return Optional.empty();
        if (!(value.get() instanceof Scalar scalar)
                || scalar.kind() == Kind.NOTHING
                || scalar.text().isBlank()) {
            wrong(key, "a value");
            return Optional.empty();
        }
        try {
            return Optional.of(read.apply(scalar.text()));
        } catch (IllegalArgumentException e) {
            var message = String.valueOf(e.getMessage());
            said(key, message.startsWith(key + ": ") ? message.substring(key.length() + 2) : message);
            return Optional.empty();
        }
    }

    /// One value, or a list of them, each as it is written and none of them twice; nothing when one is not as it should
    /// be.
    ///
    /// @param read throws [IllegalArgumentException] that says `given (expected: …)`
    public <T> Optional<List<T>> allWritten(String key, String expected, Function<String, T> read) {
        if (value(key).orElse(null) instanceof Scalar) return written(key, read).map(List::of);
        return items(key, expected).flatMap(items -> {
            var list = new ArrayList<T>();
            for (int i = 0; i < items.size(); i++) {
                var item = written(at(key, i), items.get(i), read);
                if (item.isPresent() && list.contains(item.get())) {
                    problems.add(items.get(i).place(), at(key, i), "given twice", "once");
                } else {
                    item.ifPresent(list::add);
                }
            }
            return list.size() == items.size() ? Optional.of(list) : Optional.empty();
        });
    }

    private <T> Optional<T> written(String at, Node item, Function<String, T> read) {
        if (!(item instanceof Scalar(var _, var kind, var text, var _)) || kind == Kind.NOTHING || text.isBlank()) {
            problems.add(item.place(), at, Problems.shown(item), "a value");
            return Optional.empty();
        }
        try {
            return Optional.of(read.apply(text));
        } catch (IllegalArgumentException e) {
            var said = Said.of(String.valueOf(e.getMessage()));
            problems.add(item.place(), at, said.given, said.expected);
            return Optional.empty();
        }
    }

    /// A list of texts, none of them twice; nothing when one is not as it should be.
    public <T> Optional<List<T>> list(String key, String expected, Function<String, T> read) {
        return items(key, "a list").flatMap(items -> {
            var list = new ArrayList<T>();
            for (int i = 0; i < items.size(); i++) {
                var node = items.get(i);
                var item = text(at(key, i), node, expected, read);
                if (item.isPresent() && list.contains(item.get())) {
                    problems.add(node.place(), at(key, i), Problems.shown(node), "once");
                } else {
                    item.ifPresent(list::add);
                }
            }
            return list.size() == items.size() ? Optional.of(list) : Optional.empty();
        });
    }

    /// One of an enum's words, which are its names in small letters.
    public <E extends Enum<E>> Optional<E> oneOf(String key, Class<E> type) {
        var words = words(type, Section::word);
        return text(key, String.join(", ", words.keySet()), word -> among(words, word));
    }

    public <E extends Enum<E>> Optional<List<E>> someOf(String key, Class<E> type) {
        return someOf(key, type, Section::word);
    }

    /// The same for words of its own: `word` says what the file calls one.
    public <E extends Enum<E>> Optional<List<E>> someOf(String key, Class<E> type, Function<? super E, String> word) {
        var words = words(type, word);
        return list(key, String.join(", ", words.keySet()), it -> among(words, it));
    }

    public OptionalInt integer(String key, int least, int most) {
        return integer(key, least, most, least + " to " + most);
    }

    public OptionalInt integer(String key) {
        return integer(key, Integer.MIN_VALUE, Integer.MAX_VALUE, "a whole number");
    }

    private OptionalInt integer(String key, int least, int most, String expected) {
        var text = plain(key, Kind.WHOLE_NUMBER, expected, it -> {
            long number = it.length() > MOST_DIGITS ? Long.MAX_VALUE : Long.parseLong(it);
            return number >= least && number <= most;
        });
        return text.map(it -> OptionalInt.of(Integer.parseInt(it))).orElseGet(OptionalInt::empty);
    }

    public Optional<Boolean> bool(String key) {
        return plain(key, Kind.BOOLEAN, "true or false", _ -> true).map(Boolean::valueOf);
    }

    public Optional<Duration> duration(String key) {
        return text(key, "an ISO 8601 duration such as PT1H", Duration::parse);
    }

    /// All of its values, for a reader of its own; nothing, and noted, when one of them is a mapping or a list.
    public Optional<Map<String, Scalar>> scalars() {
        var scalars = new LinkedHashMap<String, Scalar>();
        entries.forEach((key, entry) -> {
            if (entry.value() instanceof Scalar scalar) scalars.put(key, scalar);
            else wrong(key, "a single value");
        });
        return node instanceof Mapping && scalars.size() == entries.size() ? Optional.of(scalars) : Optional.empty();
    }

    /// Makes a value whose constructor throws an [IllegalArgumentException] that says `key: given (expected: …)`.
    public <T> Optional<T> made(Supplier<T> constructor) {
        try {
            return Optional.of(constructor.get());
        } catch (IllegalArgumentException e) {
            said(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /// Notes what somebody else found wrong here, and said as `key: given (expected: …)`.
    public void said(String message) {
        int colon = message.indexOf(": ");
        said(message.substring(0, Math.max(0, colon)), message.substring(colon < 0 ? 0 : colon + 2));
    }

    private void said(String key, String message) {
        var said = Said.of(message);
        wrong(key, said.given, said.expected);
    }

    /// The parts of `given (expected: …)`.
    private record Said(String given, String expected) {
        static Said of(String message) {
            int at = message.endsWith(")") ? message.indexOf(EXPECTED) : -1;
            if (at < 0) return new Said(message, "");
            return new Said(
                    message.substring(0, at).strip(), message.substring(at + EXPECTED.length(), message.length() - 1));
        }
    }

    /// Notes that the value of a key is wrong, for a reason that only its reader can see, and shows it.
    public void wrong(String key, String expected) {
        wrong(key, Problems.shown(value(key).orElse(node)), expected);
    }

    /// The same, with what is to be shown of the value.
    ///
    /// @param key may have dots, for what is further below
    public void wrong(String key, String given, String expected) {
        var place = node.place();
        var below = node;
        for (var name : key.split("\\.", -1)) {
            if (!(below instanceof Mapping(var _, var members)) || members.get(name) == null) break;
            below = members.get(name).value();
            place = below.place();
        }
        problems.add(place, under(path, key), given, expected);
    }

    private Optional<List<Node>> items(String key, String expected) {
        var value = value(key);
        if (value.isEmpty()) return Optional.empty();
        if (value.get() instanceof Items(var _, var items)) return Optional.of(items);
        wrong(key, expected);
        return Optional.empty();
    }

    private <T> Optional<T> text(String at, Node value, String expected, Function<String, T> read) {
        var quotes = "";
        if (value instanceof Scalar(var _, var kind, var text, var _) && kind != Kind.NOTHING) {
            if (kind != Kind.TEXT) {
                quotes = ", in quotes";
            } else {
                try {
                    return Optional.of(read.apply(text));
                } catch (IllegalArgumentException | DateTimeException _) {
                    // the reason is in `expected`, in the words of the file
                }
            }
        }
        problems.add(value.place(), at, Problems.shown(value), expected + quotes);
        return Optional.empty();
    }

    private Optional<String> plain(String key, Kind kind, String expected, Predicate<String> fits) {
        var value = value(key);
        if (value.isEmpty()) return Optional.empty();
        var quotes = "";
        if (value.get() instanceof Scalar(var place, var _, var text, boolean quoted)
                && Scalar.plain(place, text).kind() == kind
                && fits.test(text)) {
            if (!quoted) return Optional.of(text);
            quotes = ", without quotes";
        }
        wrong(key, expected + quotes);
        return Optional.empty();
    }

    private Optional<Node> value(String key) {
        return Optional.ofNullable(entries.get(key)).map(Entry::value);
    }

    private String at(String key, int index) {
        return under(path, key) + '[' + index + ']';
    }

    static String under(String path, String key) {
        return path.isEmpty() || key.isEmpty() ? path + key : path + '.' + key;
    }

    private static <E extends Enum<E>> Map<String, E> words(Class<E> type, Function<? super E, String> word) {
        var words = new LinkedHashMap<String, E>();
        for (var constant : type.getEnumConstants()) words.put(word.apply(constant), constant);
        return words;
    }

    private static <E> E among(Map<String, E> words, String word) {
        var found = words.get(word);
        if (found == null) throw new IllegalArgumentException(word);
        return found;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
