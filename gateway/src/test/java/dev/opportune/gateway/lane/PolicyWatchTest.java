package dev.opportune.gateway.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyWatchTest {

    @TempDir
    private Path folder;

    private Path file;
    private PolicyWatch watch;

    @BeforeEach
    void first() throws Exception {
        file = folder.resolve("policy.yaml");
        write("{version: first, categories: {news: {class: promotional}}}");
        watch = PolicyWatch.of(file, Set.of("purchase", "signup"));
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

    private static final String EXPERIMENT =
            "salt: '1', arms: {calm: 50, urgent: 50}, holdout: 5, goal: 'converted:purchase', goal_window: P1D";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            arms           | urgent: 50} | loud: 50}
            arms           | urgent: 50} | urgent: 50, loud: 50}
            holdout        | holdout: 5  | holdout: 6
            holdout        | holdout: 5, | ''
            goal           | purchase    | signup
            goal_window    | P1D         | P2D
            holdout_counts | P1D         | P1D, holdout_counts: true
            """)
    void what_an_experiment_compares_changes_with_a_new_salt_alone(String key, String from, String to)
            throws Exception {
        experiment("first", EXPERIMENT);
        lookTwice();
        var changed = EXPERIMENT.replace(from, to);
        assertThat(changed).isNotEqualTo(EXPERIMENT);

        experiment("second", changed);
        lookTwice();
        assertThat(watch.get().version()).isEqualTo("with first");
        assertThat(watch.get().experiments().get("rain").segment()).isEqualTo("calm=50,urgent=50");
        assertThat(watch.fault().orElseThrow())
                .contains(
                        "version with first stays",
                        "experiments.rain." + key + ": changed while it runs",
                        "a new salt");

        experiment("third", changed.replace("'1'", "'2'"));
        lookTwice();
        assertThat(watch.get().version()).isEqualTo("with third");
        assertThat(watch.get().experiments().get("rain").salt()).isEqualTo("2");
        assertThat(watch.fault()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"urgent: 60", "urgent: 50}, margin: 20", "urgent: 50}, guardrails: [refused_after]"})
    void weights_margin_and_guardrails_of_an_experiment_change_in_place(String to) throws Exception {
        experiment("first", EXPERIMENT);
        lookTwice();
        var before = watch.get().experiments().get("rain");

        experiment("second", EXPERIMENT.replace(to.contains("}") ? "urgent: 50}" : "urgent: 50", to));
        lookTwice();
        assertThat(watch.fault()).isEmpty();
        assertThat(watch.get().version()).isEqualTo("with second");
        var after = watch.get().experiments().get("rain");
        assertThat(after).isNotEqualTo(before);
        assertThat(after.knownBy()).as("who entered stays entered").isEqualTo(before.knownBy());
        assertThat(after.segment().equals(before.segment()))
                .as("new weights begin a segment")
                .isEqualTo(to.contains("}"));
    }

    @Test
    void an_experiment_may_stop_and_go_without_a_new_salt() throws Exception {
        experiment("first", EXPERIMENT);
        lookTwice();
        experiment("second", EXPERIMENT + ", state: stopped, winner: calm");
        lookTwice();
        assertThat(watch.get().experiments().get("rain").isRunning()).isFalse();
        write("{version: third, categories: {news: {class: promotional}}}");
        lookTwice();
        assertThat(watch.get().version()).isEqualTo("third");
    }

    @Test
    void a_goal_that_nobody_may_report_is_refused_while_the_experiment_runs() throws Exception {
        var unheard = EXPERIMENT.replace("purchase", "sale");
        experiment("first", unheard);
        lookTwice();
        assertThat(watch.get().version()).isEqualTo("first");
        assertThat(watch.fault().orElseThrow())
                .contains(
                        "version first stays",
                        "policy.yaml: experiments.rain.goal: converted:sale",
                        "(expected: a name of engagement.conversions in the configuration: purchase, signup)");

        experiment("second", unheard + ", state: stopped, winner: calm");
        lookTwice();
        assertThat(watch.get().version()).isEqualTo("with second");
    }

    private void experiment(String version, String members) throws Exception {
        write("{version: with " + version + ", categories: {news: {class: promotional}}, experiments: {rain: {"
                + members + "}}}");
    }

    private void write(String yaml) throws Exception {
        Files.writeString(file, yaml);
    }

    private void lookTwice() {
        watch.watch().look();
        watch.watch().look();
    }
}
