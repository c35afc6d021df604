package dev.opportune.ratelimiter.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.opportune.ratelimiter.experiment.Experiment;
import dev.opportune.ratelimiter.experiment.Goal;
import dev.opportune.ratelimiter.experiment.Guardrail;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExperimentReaderTest {

    private static final String GOOD = "salt: \"1\", arms: {calm: 50, urgent: 50}, goal: opened";

    @Test
    void all_of_an_experiment_is_read() throws PolicyException {
        var experiments = PolicyFile.parse("""
                version: "1"
                categories: {sale: {class: promotional}}
                experiments:
                  rain-copy: {salt: "2026-11", arms: {urgent: 30, calm: 70}, holdout: 5, goal: "converted:purchase",
                    goal_window: P2D, margin: 20, guardrails: [refused_after], holdout_counts: true}
                  old: {salt: "1", arms: {a: 1, b: 1}, goal: clicked, state: stopped, winner: b}
                """, "policy.yaml").experiments();
        assertThat(experiments.get("rain-copy"))
                .isEqualTo(new Experiment(
                        "rain-copy",
                        "2026-11",
                        new TreeMap<>(Map.of("calm", 70, "urgent", 30)),
                        5,
                        new Goal.Converted("purchase"),
                        Duration.ofDays(2),
                        20,
                        Set.of(Guardrail.REFUSED_AFTER),
                        true,
                        null));
        assertThat(experiments.get("old").winner()).isEqualTo("b");
        assertThat(experiments.get("old").given("anybody")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        salt: 1, arms: {a: 1, b: 1}, goal: opened             | salt: 1 (expected: text of 1 to 64 characters, in quotes)
        salt: "1", arms: {a: 1}, goal: opened                 | arms: 1 arms (expected: 2 to 8)
        salt: "1", arms: {a: 0, b: 1}, goal: opened           | arms.a: 0 (expected: 1 to 1000)
        salt: "1", arms: {holdout: 1, b: 1}, goal: opened     | arms.holdout: a bad name (expected: small letters, digits and -, at most 64, and not holdout)
        salt: "1", arms: {a: 1, b: 1}, goal: bought           | goal: bought (expected: opened, clicked, or converted:NAME)
        salt: "1", arms: {a: 1, b: 1}                         | goal: missing (expected: a value)
        GOOD, holdout: 51                                     | holdout: 51 (expected: 0 to 50)
        GOOD, holdout: 5                                      | goal: opened (expected: converted:NAME with a hold-out, who can neither open nor click what they do not get)
        GOOD, holdout_counts: true                            | holdout_counts: true (expected: a holdout with it)
        GOOD, goal_window: P31D                               | goal_window: P31D (expected: an ISO 8601 duration in whole seconds, PT1M to P30D)
        GOOD, state: stopped                                  | winner: missing (expected: the arm that all get, since the experiment is stopped)
        GOOD, winner: calm                                    | winner: calm (expected: state: stopped with it)
        GOOD, state: stopped, winner: loud                    | winner: loud (expected: an arm: one of calm, urgent)
        GOOD, guardrails: [sleep]                             | guardrails[0]: sleep (expected: refused_after, found_unregistered)
        GOOD, weight: 3                                       | weight: unknown key (expected: one of salt, arms, holdout, goal, goal_window, margin, guardrails, holdout_counts, state, winner)
        """)
    void what_is_wrong_is_told_by_its_key(String members, String problem) {
        var yaml = "version: a\ncategories: {sale: {class: promotional}}\nexperiments: {rain: {"
                + members.replace("GOOD", GOOD) + "}}";
        var refused = catchThrowableOfType(PolicyException.class, () -> PolicyFile.parse(yaml, "policy.yaml"));
        assertThat(refused.problems())
                .extracting(Object::toString)
                .containsExactly("policy.yaml:3: experiments.rain." + problem);
    }

    @Test
    void no_more_run_than_a_user_keeps_enrolments() {
        var yaml = new StringBuilder("version: a\ncategories: {sale: {class: promotional}}\nexperiments:\n");
        for (int i = 0; i < 17; i++) {
            yaml.append("  e").append(i).append(": {").append(GOOD).append("}\n");
        }
        var refused =
                catchThrowableOfType(PolicyException.class, () -> PolicyFile.parse(yaml.toString(), "policy.yaml"));
        assertThat(refused.problems().getFirst().toString())
                .contains("experiments: 17 that run (expected: at most 16 that run: a user keeps so many enrolments)");
    }
}
