package dev.opportune.yaml.key;

import dev.opportune.yaml.Section;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A key that has a value. It reads that, keeps its bound, and knows what counts in its place.
///
/// @param <T> what its value is for the program
public final class Key<T> implements Member {

    /// The release that had the first keys.
    private static final String FIRST = "0.1.0";

    private static final String REQUIRED = "required";
    private static final String LIST = "list of ";

    private final Words words;
    private final BiFunction<Section, String, Optional<T>> reader;
    private final @Nullable T orElse;

    /// For people.
    ///
    /// @param type what a value is, with its unit
    /// @param bound empty: none but the type's own
    /// @param unsaid what counts when it is left out
    /// @param since the release that has it first
    public record Words(String name, String type, String bound, String unsaid, String since, String sentence) {

        private Words(String name, String type) {
            this(name, type, "", "", FIRST, "");
        }
    }

    private Key(Words words, BiFunction<Section, String, Optional<T>> reader, @Nullable T orElse) {
        this.words = words;
        this.reader = reader;
        this.orElse = orElse;
    }

    /// A value by a reader of one's own.
    public static <T> Key<T> of(String name, String type, BiFunction<Section, String, Optional<T>> reader) {
        return new Key<>(new Words(name, type), reader, null);
    }

    /// A value as it is written, such as a name.
    ///
    /// @param read throws [IllegalArgumentException] that says `given (expected: …)`
    public static <T> Key<T> written(String name, String type, Function<String, T> read) {
        return of(name, type, (section, key) -> section.written(key, read));
    }

    /// A text as it is written, of which the program's value is made where that is known: [#in(Section, Function)].
    public static Key<String> text(String name, String type) {
        return written(name, type, Function.identity());
    }

    /// A whole number within these, both included.
    ///
    /// @param unit what it counts; empty for a number that counts nothing
    public static Key<Integer> whole(String name, String unit, int least, int most) {
        var bound = most == Integer.MAX_VALUE ? ">= " + least : least + " to " + most;
        return Key.<Integer>of(name, unit.isEmpty() ? "whole number" : "whole number, " + unit, (section, key) -> {
                    var value = section.integer(key);
                    if (value.isEmpty()) return Optional.empty();
                    if (value.getAsInt() >= least && value.getAsInt() <= most) return Optional.of(value.getAsInt());
                    section.wrong(key, bound);
                    return Optional.empty();
                })
                .bound(bound);
    }

    /// A length of time within these, both included.
    public static Key<Duration> duration(String name, Duration least, Duration most) {
        var bound = shown(least) + " to " + shown(most);
        return duration(name, bound, it -> it.compareTo(least) >= 0 && it.compareTo(most) <= 0);
    }

    /// A length of time with no longest one.
    public static Key<Duration> duration(String name, Duration least) {
        return duration(name, ">= " + shown(least), it -> it.compareTo(least) >= 0);
    }

    private static Key<Duration> duration(String name, String bound, Function<Duration, Boolean> fits) {
        return Key.<Duration>of(name, "duration, ISO 8601", (section, key) -> {
                    var value = section.duration(key);
                    if (value.isPresent() && !fits.apply(value.get())) {
                        section.wrong(key, bound);
                        return Optional.empty();
                    }
                    return value;
                })
                .bound(bound);
    }

    public static Key<Boolean> flag(String name) {
        return of(name, "`true` or `false`", Section::bool);
    }

    /// One of an enum's words, its names in small letters.
    public static <E extends Enum<E>> Key<E> oneOf(String name, Class<E> type) {
        return of(name, words(type), (section, key) -> section.oneOf(key, type));
    }

    /// One of an enum's words, read by one's own function.
    public static <E extends Enum<E>> Key<E> word(String name, Class<E> type, Function<String, E> read) {
        return written(name, words(type), read);
    }

    private static <E extends Enum<E>> String words(Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(it -> '`' + it.name().toLowerCase(Locale.ROOT) + '`')
                .collect(Collectors.joining(" or "));
    }

    /// A list of these; environment and flags part them by commas.
    public static <T> Key<List<T>> list(
            String name, String type, BiFunction<Section, String, Optional<List<T>>> reader) {
        return of(name, LIST + type, reader);
    }

    /// What counts when it is left out.
    public Key<T> or(T value) {
        return or(value, '`' + shown(value) + '`');
    }

    /// The same in words of one's own.
    public Key<T> or(T value, String inWords) {
        return new Key<>(unsaid(inWords).words, reader, value);
    }

    /// What leaving it out means, where no value stands in.
    public Key<T> unsaid(String inWords) {
        return with(new Words(words.name, words.type, words.bound, inWords, words.since, words.sentence));
    }

    /// Its section is not whole without it.
    public Key<T> required() {
        return unsaid(REQUIRED);
    }

    /// The bound in words, where its reader keeps more than a least and a most.
    public Key<T> bound(String inWords) {
        return with(new Words(words.name, words.type, inWords, words.unsaid, words.since, words.sentence));
    }

    public Key<T> since(String release) {
        return with(new Words(words.name, words.type, words.bound, words.unsaid, release, words.sentence));
    }

    /// What it is for.
    public Key<T> says(String sentence) {
        return with(new Words(words.name, words.type, words.bound, words.unsaid, words.since, sentence));
    }

    private Key<T> with(Words other) {
        return new Key<>(other, reader, orElse);
    }

    @Override
    public String name() {
        return words.name;
    }

    public Words words() {
        return words;
    }

    public boolean isRequired() {
        return words.unsaid.equals(REQUIRED);
    }

    public boolean isList() {
        return words.type.startsWith(LIST);
    }

    /// What the section says; empty where it does not, or not as it should, which is noted then.
    public Optional<T> in(Section section) {
        return reader.apply(section, words.name);
    }

    /// The same of a text, made into the program's value.
    ///
    /// @param read throws [IllegalArgumentException] that says `given (expected: …)`
    public <R> Optional<R> in(Section section, Function<String, R> read) {
        return section.written(words.name, read);
    }

    /// What the section says, else what counts then.
    public T of(Section section) {
        return in(section).orElse(orElse());
    }

    /// What counts when it is left out.
    public T orElse() {
        return Objects.requireNonNull(orElse, words.name);
    }

    private static String shown(Object value) {
        return switch (value) {
            case Duration duration
            when !duration.isZero() && duration.equals(Duration.ofDays(duration.toDays())) ->
                "P" + duration.toDays() + "D";
            case Enum<?> word -> word.name().toLowerCase(Locale.ROOT);
            default -> value.toString();
        };
    }
}
