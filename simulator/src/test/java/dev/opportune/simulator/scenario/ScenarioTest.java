package dev.opportune.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScenarioTest {

    @Test
    void steps_are_done_in_the_order_of_their_times_and_those_of_one_time_as_they_stand() throws Exception {
        var scenario = Scenario.parse("""
                # a bad day
                steps:
                  - {at: PT40S, goaway: {provider: apns}}
                  - {at: PT0S, latency: {provider: fcm, p50: PT0.04S, p99: PT0.4S}}
                  - {at: PT0S, share: {provider: apns, reason: Unregistered, fraction: 0.05}}
                  - {at: PT20S, freeze: {provider: fcm, for: PT10S}}
                """, "day.yaml");

        assertThat(scenario.steps())
                .extracting(Scenario.Step::verb)
                .containsExactly("latency", "share", "freeze", "goaway");
        assertThat(scenario.steps()).extracting(Scenario.Step::at).contains(Duration.ofSeconds(20));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "latency: {provider: apns, fixed: PT1S}",
                "refuse: {device_token: ab, reason: TooManyRequests, times: 2, retry_after: PT5S}",
                "refuse: {device_token: ab, reason: INVALID_ARGUMENT, form: token_in_sentence}",
                "refuse_project: {reason: SERVICE_DISABLED, times: 3}",
                "accept: {device_token: ab}",
                "share: {provider: fcm, reason: UNREGISTERED, fraction: 1}",
                "streams: {provider: apns, most: 1}",
                "fail: {provider: fcm, fault: unavailable_after_handling, times: 3, retry_after: PT10S}",
                "freeze: {provider: apns}",
                "unfreeze: {provider: apns}",
                "goaway: {provider: apns, reason: Shutdown, unhandled: 5}",
                "reset: {provider: fcm}",
                "idle_timeout: {provider: apns, timeout: PT1M}",
                "quota: {per_minute: 600000}",
                "fail_access_tokens: {fault: invalid_grant, times: 2}",
                "fail_access_tokens: {fault: wrong_clock}",
                "access_token_lifetime: {lifetime: PT5S}",
                "revoke_access_tokens: {}",
                "phones: {ingest: \"http://127.0.0.1:8086\", api: \"http://127.0.0.1:8080\", received: 1, opened: 0.2, clicked: 0, dismissed: 0, converted: 0.5}",
                "phones: {ingest: \"http://127.0.0.1:8086\", api: \"http://127.0.0.1:8080\", received: 1, opened: 0.2, clicked: 0, dismissed: 0, converted: 0.5, word: hour, word_opened: 0.5}",
                "normal: {}"
            })
    void every_verb_can_be_a_step(String verb) throws Exception {
        var scenario = Scenario.parse("steps:\n  - {at: PT0S, " + verb + "}\n", "one.yaml");

        assertThat(scenario.steps())
                .singleElement()
                .satisfies(step -> assertThat(verb).startsWith(step.verb()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {at: 20s, normal: {}}                                     | at: 20s (expected: an ISO 8601 duration
            {at: 20, normal: {}}                                      | at: 20 (expected: an ISO 8601 duration
            {at: PT25H, normal: {}}                                   | at: PT25H (expected: an ISO 8601 duration, PT0S to PT24H)
            {normal: {}, reset: {provider: apns}}                     | at: missing (expected: an ISO 8601 duration
            {at: PT0S, freze: {provider: apns}}                       | freze: unknown (expected: one of [accept,
            {at: PT0S, freeze: apns}                                  | freeze: apns (expected: a mapping)
            {at: PT0S, freeze: {provider: hms}}                       | freeze.provider: hms (expected: apns or fcm)
            {at: PT0S, freeze: {}}                                    | freeze.provider: missing (expected: a string)
            {at: PT0S, freeze: {provider: fcm, fro: PT1S}}            | freeze.fro: unknown (expected: [provider, for])
            {at: PT0S, freeze: {provider: fcm, for: [PT1S]}}          | freeze.for: a list (expected: a single value)
            {at: PT0S, latency: {provider: fcm, p50: 40ms, p99: PT1S}} | latency.p50: 40ms (expected: an ISO 8601
            {at: PT0S, latency: {provider: fcm, p50: PT2S, p99: PT1S}} | latency.p99: PT1S (expected: p50 to PT10M)
            {at: PT0S, latency: {provider: fcm}}                      | latency: (expected: either fixed, or p50 and p99)
            {at: PT0S, share: {provider: apns, reason: Gone, fraction: 1}} | share.reason: Gone (expected: an APNs reason
            {at: PT0S, share: {provider: fcm, reason: Unregistered, fraction: 1}} | share.reason: Unregistered (expected: one of fcm's)
            {at: PT0S, share: {provider: apns, reason: Unregistered, fraction: 5}} | share.fraction: 5.0 (expected: 0 to 1)
            {at: PT0S, streams: {provider: apns, most: 0}}            | streams.most: 0 (expected: >= 1)
            {at: PT0S, fail: {provider: apns, fault: fire}}           | fail.fault: fire (expected: one of [bodiless_503,
            {at: PT0S, fail: {provider: apns, fault: html_502, times: 0}} | fail.times: 0 (expected: >= 1)
            {at: PT0S, access_token_lifetime: {lifetime: PT2H}}       | access_token_lifetime.lifetime: PT2H (expected: PT1S to PT1H)
            {at: PT0S}                                                | : a mapping (expected: {at: PT20S, and one verb})
            PT0S                                                      | : PT0S (expected: {at: PT20S, and one verb})
            {at: PT0S, normal: &all {}}                               | normal: an anchor or an alias (expected: the value itself)
            {at: !!str PT0S, normal: {}}                              | at: a tag (expected: the value itself)
            {at: PT0S, at: PT1S}                                      | at: a duplicate key (expected: once, as in line 3)
            """)
    void what_is_wrong_is_told_by_file_line_key_and_what_was_expected(String step, String problem) {
        assertThatThrownBy(() -> Scenario.parse("# a comment\nsteps:\n  - " + step + "\n", "day.yaml"))
                .isInstanceOf(ScenarioException.class)
                .hasMessageStartingWith("day.yaml:3: steps[0]" + (problem.startsWith(":") ? problem : "." + problem));
    }

    @Test
    void all_that_is_wrong_is_told_at_once_each_with_its_own_line() {
        assertThatThrownBy(() -> Scenario.parse("""
                steps:
                  - {at: PT0S, reset: {provider: apsn}}
                  - at: PT1S
                    freeze:
                      provider: apns
                      for: long
                """, "day.yaml")).hasMessage("""
                day.yaml:2: steps[0].reset.provider: apsn (expected: apns or fcm)
                day.yaml:6: steps[1].freeze.for: long (expected: an ISO 8601 duration, such as PT0.25S)""");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                | steps: missing (expected: a value)
            steps: []         | steps: a list (expected: 1 to 1000, not 0)
            steps: {}         | steps: a mapping (expected: a list of {at: PT20S, and one verb})
            stages: []        | stages: unknown key (expected: one of steps)
            - at: PT0S        | day.yaml:1: a list (expected: a mapping)
            steps: [          | not YAML
            """)
    void a_file_that_is_no_scenario_is_refused(String yaml, String problem) {
        assertThatThrownBy(() -> Scenario.parse(yaml, "day.yaml"))
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void a_file_is_read_and_one_that_is_not_there_is_named(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("day.yaml"), "steps: [{at: PT0S, normal: {}}]");

        assertThat(Scenario.read(file).steps()).hasSize(1);
        assertThatThrownBy(() -> Scenario.read(folder.resolve("night.yaml")))
                .hasMessageContaining("night.yaml: cannot be read");
    }
}
