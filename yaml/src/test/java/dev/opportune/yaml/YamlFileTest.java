package dev.opportune.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.yaml.Node.Kind;
import dev.opportune.yaml.Node.Mapping;
import dev.opportune.yaml.Node.Scalar;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlFileTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a: !!str b                  | 1: a: a tag (expected: the value itself)
            a: ! b                      | 1: a: a tag (expected: the value itself)
            a: !mine {b: c}             | 1: a: a tag (expected: the value itself)
            a: [!!int 1]                | 1: a[0]: a tag (expected: the value itself)
            !!str a: b                  | 1: a tag (expected: the value itself)
            !!map {a: b}                | 1: a tag (expected: the value itself)
            a: !!javax.script.ScriptEngineManager [] | 1: a: a tag (expected: the value itself)
            a: &x b                     | 1: a: an anchor or an alias (expected: the value itself)
            a: {b: &x {c: d}}           | 1: a.b: an anchor or an alias (expected: the value itself)
            &x a: b                     | 1: an anchor or an alias (expected: the value itself)
            a: *x                       | 1: a: an anchor or an alias (expected: the value itself)
            a: {<<: {b: c}}             | 1: a.<<: a merge key (expected: the keys themselves)
            a: b\\na: c                 | 2: a: a duplicate key (expected: once, as in line 1)
            a: {b: c, "b": d}           | 1: a.b: a duplicate key (expected: once, as in line 1)
            a: [{b: {c: d,\\n c: e}}]   | 2: a[0].b.c: a duplicate key (expected: once, as in line 1)
            1: a\\n"1": b               | 2: 1: a duplicate key (expected: once, as in line 1)
            [a]: b                      | 1: a key that is a list (expected: a text)
            {a: b}: c                   | 1: a key that is a mapping (expected: a text)
            ~: b                        | 1: a key that is ~ (expected: a text)
            ? [a]\\n: b                 | 1: a key that is a list (expected: a text)
            a: b\\n---\\nc: d           | 2: a second document (expected: one)
            a                           | 1: a (expected: a mapping)
            - a                         | 1: a list (expected: a mapping)
            ---                         | 1: nothing (expected: a mapping)
            ~                           | 1: ~ (expected: a mapping)
            a: b\\n\\tc: d              | 2: not YAML: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)
            a: b: c                     | 1: not YAML: mapping values are not allowed here
            a: b\\n c: d                | 2: not YAML: mapping values are not allowed here
            a: [b                       | 1: not YAML: expected ',' or ']', but got <stream end>
            a: !e!foo b                 | 1: not YAML: found undefined tag handle !e!
            %YAML 9.1\\n---\\na: b      | 1: not YAML: found incompatible YAML document (version 1.* is required)
            """)
    void what_is_not_of_the_kind_that_is_read_here_is_refused_by_line_and_key(String yaml, String problem) {
        assertThat(problems(unescaped(yaml))).containsExactly("f.yaml:" + problem);
    }

    @Test
    void all_that_is_wrong_with_the_structure_is_told_at_once() {
        assertThat(problems("a: !!str b\na: c\nd: &e f\ng: [*e, *e]\n"))
                .containsExactly(
                        "f.yaml:1: a: a tag (expected: the value itself)",
                        "f.yaml:2: a: a duplicate key (expected: once, as in line 1)",
                        "f.yaml:3: d: an anchor or an alias (expected: the value itself)",
                        "f.yaml:4: g[0]: an anchor or an alias (expected: the value itself)",
                        "f.yaml:4: g[1]: an anchor or an alias (expected: the value itself)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n\n", "# nothing\n", "\uFEFF", "\uFEFF# nothing"})
    void a_file_that_says_nothing_is_an_empty_mapping(String yaml) {
        assertThat(tree(yaml).entries()).isEmpty();
    }

    @Test
    void a_byte_order_mark_and_windows_line_ends_change_nothing() {
        var written = tree("a: b\nc:\n  - d\n");

        assertThat(tree("\uFEFFa: b\nc:\n  - d\n")).isEqualTo(written);
        assertThat(tree("a: b\r\nc:\r\n  - d\r\n")).isEqualTo(written);
        assertThat(tree("---\na: b\nc:\n  - d\n...\n").entries().keySet())
                .isEqualTo(written.entries().keySet());
    }

    @Test
    void json_is_yaml() {
        assertThat(tree("{\"a\": {\"b\": [1, \"2\", true, null]}}").get("a")).isInstanceOf(Mapping.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "0|WHOLE_NUMBER",
                "7|WHOLE_NUMBER",
                "-7|WHOLE_NUMBER",
                "99999999999999999999|WHOLE_NUMBER",
                "010|NUMBER",
                "+7|NUMBER",
                "-0|NUMBER",
                "1.5|NUMBER",
                ".5|NUMBER",
                "1e3|NUMBER",
                "0123456789|NUMBER",
                "0x1F|TEXT",
                "0o17|TEXT",
                "0b1|TEXT",
                "1_000|TEXT",
                "1:30|TEXT",
                "22:00|TEXT",
                ".inf|TEXT",
                "1.2.3|TEXT",
                "yes|TEXT",
                "no|TEXT",
                "on|TEXT",
                "off|TEXT",
                "y|TEXT",
                "NO|TEXT",
                "2026-11-22|TEXT",
                "true|BOOLEAN",
                "False|BOOLEAN",
                "null|NOTHING",
                "~|NOTHING",
                "``|NOTHING",
                "\"7\"|TEXT",
                "'true'|TEXT",
                "\"\"|TEXT",
                "'~'|TEXT"
            })
    void a_value_is_taken_for_what_everybody_would_take_it_for(String written, Kind kind) {
        assertThat(tree("a: " + written).get("a")).isInstanceOfSatisfying(Scalar.class, scalar -> {
            assertThat(scalar.kind()).isEqualTo(kind);
            assertThat(scalar.quoted()).isEqualTo(written.matches("[\"'].*"));
            assertThat(scalar.text()).isEqualTo(written.replaceAll("[\"']", ""));
        });
    }

    @Test
    void a_key_is_a_text_whatever_it_reads_like() {
        assertThat(tree("{on: a, no: b, 1: c, 1.5: d, true: e}").entries())
                .containsOnlyKeys("on", "no", "1", "1.5", "true");
    }

    @Test
    void a_block_is_a_text_and_every_part_has_its_line() {
        var tree = tree("a: |\n  7\nb:\n  c: >-\n    x\n    y\nd:\n");

        assertThat(tree.get("a")).isEqualTo(new Scalar(new Place("f.yaml", 1), Kind.TEXT, "7\n", true));
        assertThat(((Mapping) tree.get("b")).get("c"))
                .isEqualTo(new Scalar(new Place("f.yaml", 4), Kind.TEXT, "x y", true));
        assertThat(tree.get("d")).isEqualTo(new Scalar(new Place("f.yaml", 7), Kind.NOTHING, "", false));
        assertThat(tree.entries().get("b").place().line()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "? ", "- ", "[{a: "})
    void what_is_nested_without_end_is_refused(String opening) {
        assertThat(problems(opening.repeat(100_000)))
                .singleElement()
                .asString()
                .isEqualTo("f.yaml:1: nested too deep (expected: at most 12 levels)");
    }

    @Test
    void twelve_levels_are_not_too_deep_and_thirteen_are() {
        assertThat(tree("{a: ".repeat(YamlFile.MAX_DEPTH) + "b" + "}".repeat(YamlFile.MAX_DEPTH))
                        .entries())
                .hasSize(1);
        assertThat(problems("{a: ".repeat(YamlFile.MAX_DEPTH + 1) + "b" + "}".repeat(YamlFile.MAX_DEPTH + 1)))
                .containsExactly("f.yaml:1: nested too deep (expected: at most 12 levels)");
    }

    @Test
    void an_alias_bomb_is_refused_before_it_is_made() {
        var bomb = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + " ,").repeat(20)));
        }

        assertThat(problems(bomb.toString())).hasSize(Problems.MOST + 1).last().isEqualTo("f.yaml: and 510 more");
    }

    @Test
    void an_anchor_within_itself_is_refused() {
        assertThat(problems("a: &x [*x]"))
                .containsExactly(
                        "f.yaml:1: a: an anchor or an alias (expected: the value itself)",
                        "f.yaml:1: a[0]: an anchor or an alias (expected: the value itself)");
    }

    @Test
    void a_huge_value_is_read_and_shown_short() {
        int most = YamlFile.MAX_BYTES - 3;

        assertThat(((Scalar) tree("a: " + "x".repeat(most)).get("a")).text()).hasSize(most);
        assertThat(problems("x".repeat(YamlFile.MAX_BYTES)))
                .containsExactly("f.yaml:1: " + "x".repeat(64) + "… (expected: a mapping)");
        assertThat(problems("a: " + "x".repeat(most + 1)))
                .containsExactly("f.yaml: too large (expected: at most 1048576 bytes)");
    }

    @Test
    void a_character_that_does_not_print_is_named_and_emoji_are_read() {
        assertThat(problems("a: b\u0000"))
                .containsExactly("f.yaml: not YAML: the character U+0000 (expected: characters that can be printed)");
        assertThat(((Scalar) tree("a: 🍣").get("a")).text()).isEqualTo("🍣");
    }

    @Test
    void a_file_is_read_from_its_path(@TempDir Path folder) throws Exception {
        assertThat(read(Files.writeString(folder.resolve("f.yaml"), "a: b"))).isEmpty();
    }

    @Test
    void a_file_that_is_not_there_too_large_or_not_text_is_refused(@TempDir Path folder) throws Exception {
        var large = Files.write(folder.resolve("large"), new byte[YamlFile.MAX_BYTES + 1]);
        var binary = Files.write(folder.resolve("binary"), new byte[] {'a', ':', ' ', (byte) 0xC3, 0x28});
        var wide = Files.write(folder.resolve("wide"), "a: b".getBytes(StandardCharsets.UTF_16));

        assertThat(read(folder.resolve("missing")))
                .containsExactly(folder + "/missing: cannot be read: it is not there (expected: a file)");
        assertThat(read(folder)).singleElement().asString().startsWith(folder + ": cannot be read: ");
        assertThat(read(large)).containsExactly(large + ": too large (expected: at most 1048576 bytes)");
        assertThat(read(binary)).containsExactly(binary + ": not UTF-8 (expected: UTF-8 text)");
        assertThat(read(wide)).containsExactly(wide + ": not UTF-8 (expected: UTF-8 text)");
    }

    private static List<String> read(Path file) {
        var problems = new Problems(file.toString());
        assertThat(YamlFile.read(file, problems).isPresent()).isEqualTo(problems.isEmpty());
        return problems.list().stream().map(Problem::toString).toList();
    }

    private static List<String> problems(String yaml) {
        var problems = new Problems("f.yaml");
        assertThat(YamlFile.parse(yaml, problems)).isEqualTo(Optional.empty());
        return problems.list().stream().map(Problem::toString).toList();
    }

    private static Mapping tree(String yaml) {
        var problems = new Problems("f.yaml");
        var tree = YamlFile.parse(yaml, problems);
        assertThat(problems.list()).isEmpty();
        return tree.orElseThrow();
    }

    private static String unescaped(String text) {
        return text.replace("\\n", "\n").replace("\\t", "\t");
    }
}
