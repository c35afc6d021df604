package dev.opportune.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThirdPartiesTest {

    @TempDir
    private Path texts;

    @Test
    void an_unknown_licence_is_named_with_its_library() {
        assertThat(ThirdParties.problems(List.of(library("GPL-3.0-only")), texts))
                .singleElement()
                .asString()
                .startsWith("thing-1.0.jar: [GPL-3.0-only] (expected: one of ");
    }

    @Test
    void none_at_all_is_unknown() {
        assertThat(ThirdParties.problems(List.of(library()), texts)).hasSize(1);
    }

    @Test
    void of_a_choice_one_that_is_accepted_will_do() throws Exception {
        Files.writeString(texts.resolve("EPL-2.0.txt"), "…");

        assertThat(ThirdParties.problems(List.of(library("LGPL-2.1-only", "EPL-2.0")), texts))
                .isEmpty();
    }

    @Test
    void a_licence_without_its_text_is_a_problem_unless_the_jar_has_it() throws Exception {
        var library = library("MIT");

        assertThat(ThirdParties.problems(List.of(library), texts)).hasSize(1);
        Files.createDirectories(texts.resolve("thing-jar/META-INF"));
        assertThat(ThirdParties.problems(List.of(library), texts)).hasSize(1);
        Files.writeString(texts.resolve("thing-jar/META-INF/LICENSE.txt"), "…");
        assertThat(ThirdParties.problems(List.of(library), texts)).isEmpty();
    }

    private static Library library(String... licences) {
        return new Library("org.example", "thing", "1.0", "", List.of(licences), "");
    }
}
