package dev.opportune.gateway.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplatesWatchTest {

    @TempDir
    private Path folder;

    private TemplatesWatch watch;

    @BeforeEach
    void first() throws Exception {
        write("sale", "1");
        watch = TemplatesWatch.of(folder);
    }

    @Test
    void files_that_change_come_and_go_are_taken_over_together_when_they_are_at_rest() throws Exception {
        write("sale", "2");
        write("news", "1");
        watch.watch().look();
        assertThat(watch.get().newest("news")).as("more may be on its way").isNull();
        watch.watch().look();
        assertThat(watch.get().all()).hasToString("[template news 1, template sale 2]");

        Files.delete(folder.resolve("sale.yaml"));
        lookTwice();
        assertThat(watch.get().all()).hasToString("[template news 1]");
        assertThat(watch.watch().fault()).isEmpty();
    }

    @Test
    void one_bad_file_has_all_of_them_refused_and_what_was_read_before_stays() throws Exception {
        var before = watch.get();
        write("news", "1");
        Files.writeString(folder.resolve("sale.yaml"), "id: sale\nversion: 2\nlocales: {en: {title: '{'}}\n");
        lookTwice();
        assertThat(watch.get()).isSameAs(before);
        assertThat(watch.watch().fault().orElseThrow())
                .contains("those before it stay", "sale.yaml:", "default_locale: missing");

        write("sale", "2");
        lookTwice();
        assertThat(watch.get().all()).hasToString("[template news 1, template sale 2]");
        assertThat(watch.watch().fault()).isEmpty();
    }

    @Test
    void a_folder_that_is_gone_changes_nothing_but_is_told() throws Exception {
        Files.delete(folder.resolve("sale.yaml"));
        Files.delete(folder);
        lookTwice();
        assertThat(watch.get().newest("sale")).isNotNull();
        assertThat(watch.watch().fault().orElseThrow()).contains("cannot be read");
    }

    @Test
    void whoever_holds_what_was_in_force_sees_one_version_of_each_file() throws Exception {
        var held = watch.get();
        write("sale", "2");
        lookTwice();
        assertThat(held.newest("sale")).hasToString("template sale 1");
        assertThat(held.findOrNewest("sale", "2")).hasToString("template sale 1");
        assertThat(watch.get().findOrNewest("sale", "1")).hasToString("template sale 2");
    }

    private void write(String id, String version) throws Exception {
        Files.writeString(folder.resolve(id + ".yaml"), """
                id: %s
                version: "%s"
                locales: {en: {title: Words}}
                default_locale: en
                """.formatted(id, version));
    }

    private void lookTwice() {
        watch.watch().look();
        watch.watch().look();
    }
}
