package dev.opportune.gateway.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyWatchTest {

    @TempDir
    private Path folder;

    private Path file;
    private PolicyWatch watch;

    @BeforeEach
    void first() throws Exception {
        file = folder.resolve("policy.yaml");
        write("{version: first, categories: {news: {class: promotional}}}");
        watch = PolicyWatch.of(file);
    }

    @Test
    void a_changed_file_at_rest_is_the_new_policy() throws Exception {
        write("{version: second, categories: {news: {class: critical, ttl: PT1M}}}");
        watch.watch().look();
        assertThat(watch.get().version()).as("it may be half written").isEqualTo("first");
        watch.watch().look();
        assertThat(watch.get().version()).isEqualTo("second");
        assertThat(watch.fault()).isEmpty();
    }

    @Test
    void a_bad_file_is_refused_whole_with_line_and_key_and_the_old_policy_stays() throws Exception {
        write("version: second\ncategories:\n  news: {class: promotional}\n  sale: {class: loud}\n");
        lookTwice();
        assertThat(watch.get().version()).isEqualTo("first");
        assertThat(watch.fault().orElseThrow())
                .contains("version first stays", ":4:", "categories.sale.class: loud", "expected: critical");

        write("{version: third, categories: {news: {class: promotional}, sale: {class: promotional}}}");
        lookTwice();
        assertThat(watch.get().version()).isEqualTo("third");
        assertThat(watch.fault()).isEmpty();
    }

    @Test
    void a_refusal_is_shown_until_it_is_mended_and_counted_for_good() throws Exception {
        var meters = new SimpleMeterRegistry();
        watch.watch().show(meters);
        assertThat(meters.get("opportune.file.refused")
                        .tag("file", "policy")
                        .gauge()
                        .value())
                .isZero();
        write("{version: second, categories: {news: {class: loud}}}");
        lookTwice();
        assertThat(meters.get("opportune.file.refused").gauge().value()).isEqualTo(1);

        write("{version: third, categories: {news: {class: promotional}}}");
        lookTwice();
        assertThat(meters.get("opportune.file.refused").gauge().value()).isZero();
        assertThat(reloads(meters, "refused")).isEqualTo(1);
        assertThat(reloads(meters, "taken")).isEqualTo(1);
    }

    private static double reloads(MeterRegistry meters, String result) {
        return meters.get("opportune.reloads")
                .tag("result", result)
                .functionCounter()
                .count();
    }

    @Test
    void a_file_that_is_gone_changes_nothing_but_is_told() throws Exception {
        Files.delete(file);
        lookTwice();
        assertThat(watch.get().version()).isEqualTo("first");
        assertThat(watch.fault()).isPresent();
    }

    @Test
    void another_file_in_its_place_is_noticed() throws Exception {
        var next = folder.resolve("next.yaml");
        Files.writeString(next, "{version: other, categories: {news: {class: promotional}}}");
        Files.setLastModifiedTime(next, Files.getLastModifiedTime(file));
        var _ = Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
        lookTwice();
        assertThat(watch.get().version()).isEqualTo("other");
    }

    private void write(String yaml) throws Exception {
        Files.writeString(file, yaml);
    }

    private void lookTwice() {
        watch.watch().look();
        watch.watch().look();
    }
}
