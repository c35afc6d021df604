package dev.opportune.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.yaml.Node.Mapping;
import dev.opportune.yaml.Node.Scalar;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SectionTest {

    private enum Colour {
        RED,
        DARK_BLUE
    }

    private final Problems problems = new Problems("f.yaml");

    @Test
    void values_are_given_by_key() {
        var section = section("""
                text: UTC
                id: 0123456789
                number: 7
                bool: true
                duration: PT1M
                colour: dark_blue
                colours: [red, dark_blue]
                below: {a: b}
                named: {one: {a: b}, two: {a: c}}
                sections: [{a: b}, {a: c}]
                """);

        assertThat(section.text("text", "a text", Function.identity())).contains("UTC");
        assertThat(section.written("id", Function.identity())).contains("0123456789");
        assertThat(section.integer("number", 1, 7)).hasValue(7);
        assertThat(section.bool("bool")).contains(true);
        assertThat(section.duration("duration")).contains(Duration.ofMinutes(1));
        assertThat(section.oneOf("colour", Colour.class)).contains(Colour.DARK_BLUE);
        assertThat(section.someOf("colours", Colour.class)).contains(List.of(Colour.RED, Colour.DARK_BLUE));
        assertThat(a(section.section("below"))).contains("b");
        assertThat(section.named("named", 1, 2).values())
                .extracting(SectionTest::a)
                .containsExactly(Optional.of("b"), Optional.of("c"));
        assertThat(section.sections("sections", "a", 1, 2))
                .extracting(SectionTest::a)
                .containsExactly(Optional.of("b"), Optional.of("c"));
        assertThat(problems.list()).isEmpty();
    }

    private static Optional<String> a(Section section) {
        return section.known("a").require("a").text("a", "a text", Function.identity());
    }

    @Test
    void what_is_left_out_is_nothing_and_no_problem() {
        var section = section("a: b");

        assertThat(section.has("x")).isFalse();
        assertThat(section.text("x", "a text", Function.identity())).isEmpty();
        assertThat(section.written("x", Function.identity())).isEmpty();
        assertThat(section.integer("x")).isEqualTo(OptionalInt.empty());
        assertThat(section.bool("x")).isEmpty();
        assertThat(section.list("x", "a text", Function.identity())).isEmpty();
        assertThat(section.section("x").keys()).isEmpty();
        assertThat(section.named("x", 1, 2)).isEmpty();
        assertThat(section.sections("x", "a", 1, 2)).isEmpty();
        assertThat(problems.list()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            number: 0         | number: 0 (expected: 1 to 9)
            number: 10        | number: 10 (expected: 1 to 9)
            number: 010       | number: 010 (expected: 1 to 9)
            number: 1:30      | number: 1:30 (expected: 1 to 9)
            number: "7"       | number: 7 (expected: 1 to 9, without quotes)
            number: "10"      | number: 10 (expected: 1 to 9)
            number: 4294967297 | number: 4294967297 (expected: 1 to 9)
            number: 99999999999999999999 | number: 99999999999999999999 (expected: 1 to 9)
            number: [7]       | number: a list (expected: 1 to 9)
            number:           | number: nothing (expected: 1 to 9)
            bool: yes         | bool: yes (expected: true or false)
            bool: "true"      | bool: true (expected: true or false, without quotes)
            bool: 1           | bool: 1 (expected: true or false)
            text: 7           | text: 7 (expected: words, in quotes)
            text: true        | text: true (expected: words, in quotes)
            text: ~           | text: ~ (expected: words)
            text: {a: b}      | text: a mapping (expected: words)
            text: no          | text: no (expected: words)
            written:          | written: nothing (expected: a value)
            written: " "      | written:   (expected: a value)
            written: [a]      | written: a list (expected: a value)
            written: x        | written: "x" (expected: less)
            duration: 1h      | duration: 1h (expected: an ISO 8601 duration such as PT1H)
            colour: Red       | colour: Red (expected: red, dark_blue)
            colours: red      | colours: red (expected: a list)
            colours: [red, green] | colours[1]: green (expected: red, dark_blue)
            colours: [red, red] | colours[1]: red (expected: once)
            below: a          | below: a (expected: a mapping)
            below:            | below: nothing (expected: a mapping)
            named: {}         | named: a mapping (expected: 1 to 2, not 0)
            named: {One: {}}  | named.One: a bad name (expected: small letters, digits and -, at most 64)
            named: {one: 1}   | named.one: 1 (expected: a mapping)
            sections: {}      | sections: a mapping (expected: a list of words)
            sections: []      | sections: a list (expected: 1 to 2, not 0)
            sections: [a]     | sections[0]: a (expected: words)
            other: 1          | other: unknown key (expected: one of number, bool, text, written, duration, colour, colours, below, named, sections)
            """)
    void what_is_wrong_is_noted_with_line_key_value_and_what_was_expected(String yaml, String problem) {
        var section = section("\n" + yaml)
                .known(
                        "number",
                        "bool",
                        "text",
                        "written",
                        "duration",
                        "colour",
                        "colours",
                        "below",
                        "named",
                        "sections");
        var _ = section.integer("number", 1, 9);
        var _ = section.bool("bool");
        var _ = section.text("text", "words", SectionTest::refused);
        var _ = section.written("written", SectionTest::refused);
        var _ = section.duration("duration");
        var _ = section.oneOf("colour", Colour.class);
        var _ = section.someOf("colours", Colour.class);
        var _ = section.section("below");
        var _ = section.named("named", 1, 2);
        var _ = section.sections("sections", "words", 1, 2);

        assertThat(problems()).containsExactly("f.yaml:2: " + problem);
    }

    private static String refused(String text) {
        throw new IllegalArgumentException('"' + text + "\" (expected: less)");
    }

    @Test
    void all_that_is_wrong_is_noted() {
        var section = section("a: x\nb: {c: y}\n").require("d");
        var _ = section.integer("a");
        var _ = section.section("b").require("e").bool("c");

        assertThat(problems())
                .containsExactly(
                        "f.yaml:1: d: missing (expected: a value)",
                        "f.yaml:1: a: x (expected: a whole number)",
                        "f.yaml:2: b.e: missing (expected: a value)",
                        "f.yaml:2: b.c: y (expected: true or false)");
    }

    @Test
    void a_hundred_problems_are_listed_and_the_rest_is_counted() {
        for (int i = 0; i < 150; i++) problems.add(Place.of("f.yaml"), "k" + i, "a", "b");

        assertThat(problems()).hasSize(Problems.MOST + 1).last().isEqualTo("f.yaml: and 50 more");
    }

    @Test
    void what_a_constructor_says_is_noted_at_its_key_however_far_below() {
        var section = section("a: {b: 1,\n  c: 2}\n");
        var _ = section.made(() -> refusing("a.c: 2 (expected: 1)"));
        var _ = section.made(() -> refusing("a: (expected: no (round) things)"));
        var _ = section.made(() -> refusing("all wrong"));

        assertThat(problems())
                .containsExactly(
                        "f.yaml:2: a.c: 2 (expected: 1)",
                        "f.yaml:1: a: (expected: no (round) things)",
                        "f.yaml:1: all wrong");
    }

    private static String refusing(String message) {
        throw new IllegalArgumentException(message);
    }

    @Test
    void control_characters_are_not_shown_as_they_are() {
        var _ = section("a: \"\\e[31mred\\n\"").integer("a");

        assertThat(problems()).containsExactly("f.yaml:1: a: \uFFFD[31mred\uFFFD (expected: a whole number)");
    }

    @Test
    void what_another_source_says_is_noted_as_its_own() {
        var place = Place.of("environment A");
        var tree = Mapping.empty(Place.of("f.yaml")).with("a", Scalar.plain(place, "x"));
        var _ = Section.root(tree, problems).known("b").integer("a");

        assertThat(problems())
                .containsExactly(
                        "environment A: a: unknown key (expected: one of b)",
                        "environment A: a: x (expected: a whole number)");
    }

    private Section section(String yaml) {
        return Section.root(YamlFile.parse(yaml, problems).orElseThrow(), problems);
    }

    private List<String> problems() {
        return problems.list().stream().map(Problem::toString).toList();
    }
}
