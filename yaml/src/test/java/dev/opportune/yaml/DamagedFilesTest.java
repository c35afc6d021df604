package dev.opportune.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DamagedFilesTest {

    private static final String[] PARTS = {
        "{", "}", "[", "]", ":", ": ", ",", "-", "- ", "&a", "*a", "!", "!!str ", "|", ">", "'", "\"", "%", "@", "`",
        "#", "?", "? ", "~", "<<", "\n", "\n  ", "\t", " ", "\r", "\uFEFF", "\u0000", "\u0085", "\u2028", "\uD83D",
        "---\n", "...\n", "x", "9"
    };

    @Test
    void whatever_is_written_is_a_tree_or_a_problem_and_never_breaks_the_reader() {
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            for (int n = random.nextInt(30); n >= 0; n--) text.append(PARTS[random.nextInt(PARTS.length)]);
            var problems = new Problems("f.yaml");
            assertThat(YamlFile.parse(text.toString(), problems).isPresent())
                    .as(text.toString())
                    .isEqualTo(problems.isEmpty());
        }
    }

    @Test
    void a_key_is_refused_exactly_when_it_is_there_twice_at_any_depth() {
        var random = new Random(11);
        for (int i = 0; i < 1_000; i++) {
            var doubled = new ArrayList<String>();
            var yaml = mapping(random, "", 1, doubled);
            var problems = new Problems("f.yaml");
            var tree = YamlFile.parse(yaml, problems);
            assertThat(problems.list()).as(yaml).extracting(Problem::key).containsExactlyInAnyOrderElementsOf(doubled);
            assertThat(tree.isPresent()).isEqualTo(doubled.isEmpty());
        }
    }

    /// Writes what only this knows: which keys are there twice.
    private static String mapping(Random random, String path, int depth, List<String> doubled) {
        var seen = new HashSet<String>();
        var members = new ArrayList<String>();
        for (int n = random.nextInt(4); n >= 0; n--) {
            var key = "k" + random.nextInt(9);
            var here = path.isEmpty() ? key : path + '.' + key;
            if (!seen.add(key)) doubled.add(here);
            members.add(key + ": " + value(random, here, depth, doubled));
        }
        return '{' + String.join(", ", members) + '}';
    }

    private static String value(Random random, String path, int depth, List<String> doubled) {
        if (depth > 4 || random.nextInt(3) == 0) return "v";
        if (random.nextBoolean()) return mapping(random, path, depth + 1, doubled);
        return '[' + mapping(random, path + "[0]", depth + 2, doubled) + ']';
    }
}
