package dev.opportune.gateway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.opportune.yaml.Problem;
import dev.opportune.yaml.Problems;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What the fuzz tests of YAML files share: a second reader, and what must hold of what is refused.
final class Yaml {

    static final List<String> PIECES = List.of(
            ":",
            ": ",
            "- ",
            "{",
            "}",
            "[",
            "]",
            ",",
            "\"",
            "'",
            "#",
            "&a ",
            "*a",
            "!!int ",
            "<<: ",
            "|\n",
            ">\n",
            "?",
            "---\n",
            "...\n",
            "%YAML 1.1\n",
            "\t",
            "\n",
            "\u0000",
            "\uFEFF",
            "\u0085",
            "\u2028",
            "~",
            "null",
            "yes",
            "0x1F",
            "0o17",
            "1_000",
            "1:30",
            ".inf",
            "-1",
            "99999999999999999999",
            "P28D",
            "PT-1S",
            "P99999999999D",
            "25:00-08:00",
            "{a: ".repeat(20),
            "[".repeat(20),
            "x".repeat(300));

    private static final int MOST_CHARACTERS = 2_000;
    private static final YAMLMapper SECOND = new YAMLMapper();

    private Yaml() {}

    static JsonNode tree(String text) {
        try {
            return SECOND.readTree(text);
        } catch (IOException e) {
            throw new AssertionError("taken, and a second reader finds no YAML in " + text, e);
        }
    }

    static Set<String> names(JsonNode mapping) {
        var names = new HashSet<String>();
        mapping.fieldNames().forEachRemaining(names::add);
        return names;
    }

    static void areBounded(String text, List<Problem> problems) {
        assertThat(problems).as(text).isNotEmpty().hasSizeLessThanOrEqualTo(Problems.MOST + 1);
        for (var problem : problems) {
            assertThat(problem.toString()).as(text).isNotBlank().hasSizeLessThan(MOST_CHARACTERS);
            assertThat(problem.toString().chars()).as(text).noneMatch(Character::isISOControl);
        }
    }
}
