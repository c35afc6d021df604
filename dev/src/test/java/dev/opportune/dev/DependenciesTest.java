package dev.opportune.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DependenciesTest {

    @Test
    void the_document_names_every_dependency_with_its_version_and_how_far_it_goes() throws Exception {
        assertThat(documented()).containsExactlyInAnyOrderEntriesOf(Poms.uses());
    }

    /// The rows of the table, by each library that their first cell names.
    private static Map<String, Poms.Use> documented() throws IOException {
        var rows = new TreeMap<String, Poms.Use>();
        for (var line : Files.readAllLines(Path.of("..", "docs", "dependencies.md"))) {
            if (!line.startsWith("| `")) continue;
            var cells = line.split("\\s*\\|\\s*", -1);
            for (var library : cells[1].split(", ", -1)) {
                rows.put(library.replace("`", ""), new Poms.Use(cells[2], in(cells[3])));
            }
        }
        return rows;
    }

    private static Poms.In in(String word) {
        return Poms.In.valueOf(word.toUpperCase(Locale.ROOT));
    }
}
