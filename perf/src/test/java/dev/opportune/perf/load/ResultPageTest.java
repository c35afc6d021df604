package dev.opportune.perf.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultPageTest {

    @Test
    void a_section_takes_the_place_of_its_former_one_and_others_stay(@TempDir Path folder) throws IOException {
        var page = folder.resolve("performance.md");
        Files.writeString(page, "# Results\n\nsaid by hand\n\n## burst\n\nold\n\n## start\n\nkept as it is\n");

        ResultPage.put(page, "burst", "burst", true, List.of("new"));
        ResultPage.put(page, "stream", "stream", false, List.of("first"));

        assertThat(Files.readString(page))
                .startsWith("# Results\n\nsaid by hand\n\n## burst\n\n`perf/run burst`")
                .contains("kept.\n\nnew\n\n## start\n\nkept as it is\n\n## stream\n\n")
                .contains("**not kept.**\n\nfirst")
                .doesNotContain("old");
    }
}
