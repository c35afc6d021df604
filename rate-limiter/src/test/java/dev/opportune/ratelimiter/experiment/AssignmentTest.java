package dev.opportune.ratelimiter.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AssignmentTest {

    private static final int USERS = 100_000;

    /// Made by another implementation, in Python.
    @Test
    void a_lot_is_the_same_on_every_machine() {
        assertThat(Assignment.lot("2026-11", "holdout", "u-1")).isEqualTo(0.5313497817747321);
        assertThat(Assignment.lot("2026-11", "holdout", "Ümläut")).isEqualTo(0.01839129673679213);
        assertThat(Assignment.lot("2026-11", "calm", "a".repeat(128))).isEqualTo(0.18582869091228943);
    }

    @Test
    void arms_are_the_same_on_every_machine() {
        var copy = experiment(Map.of("calm", 50, "urgent", 50), 5);
        assertThat(List.of("u-1", "u-2", "u-42", "Ümläut", "a".repeat(128)))
                .extracting(user -> copy.armAt(copy.assigned(user)))
                .containsExactly("urgent", "calm", "calm", "holdout", "calm");
        assertThat(IntStream.range(0, 200).filter(i -> copy.assigned("u-" + i) == Experiment.HELD_OUT))
                .containsExactly(44, 50, 58, 88, 114, 127, 129, 145, 188, 189);
    }

    @Test
    void each_arm_has_its_weights_share_of_those_who_are_not_held_out() {
        var shares = shares(experiment(Map.of("a", 10, "b", 30, "c", 60), 20));
        assertThat(shares.get("holdout")).isCloseTo(0.2, within(0.005));
        assertThat(shares.get("a")).isCloseTo(0.08, within(0.005));
        assertThat(shares.get("b")).isCloseTo(0.24, within(0.005));
        assertThat(shares.get("c")).isCloseTo(0.48, within(0.005));
    }

    @Test
    void when_a_weight_changes_users_move_to_or_from_that_arm_alone() {
        var before = experiment(Map.of("a", 50, "b", 50, "c", 50), 5);
        var after = experiment(Map.of("a", 50, "b", 50, "c", 60), 5);
        int moved = 0;
        for (int i = 0; i < USERS; i++) {
            int was = before.assigned("u-" + i);
            int is = after.assigned("u-" + i);
            if (was == is) continue;
            moved++;
            assertThat(after.armAt(is)).isEqualTo("c");
        }
        assertThat(moved / (double) USERS).isCloseTo(0.95 * (60 / 160.0 - 1 / 3.0), within(0.005));
    }

    @Test
    void another_salt_draws_anew() {
        var one = experiment(Map.of("a", 50, "b", 50), 0);
        var other =
                new Experiment("copy", "other", one.arms(), 0, one.goal(), one.goalWindow(), 10, Set.of(), false, null);
        long same = IntStream.range(0, USERS)
                .filter(i -> one.assigned("u-" + i) == other.assigned("u-" + i))
                .count();
        assertThat(same / (double) USERS).isCloseTo(0.5, within(0.01));
    }

    @Test
    void only_weights_margin_and_guardrails_change_in_place() {
        var old = experiment(Map.of("a", 50, "b", 50), 5);
        assertThat(old.needsNewSalt(experiment(Map.of("a", 1, "b", 50), 5))).isEmpty();
        assertThat(old.knownBy())
                .isEqualTo(experiment(Map.of("a", 1, "b", 50), 5).knownBy());
        assertThat(old.needsNewSalt(experiment(Map.of("a", 50, "b", 50), 6))).contains("holdout");
        assertThat(old.needsNewSalt(experiment(Map.of("a", 50, "c", 50), 5))).contains("arms");
        assertThat(old.knownBy())
                .isNotEqualTo(experiment(Map.of("a", 50, "b", 50), 6).knownBy());
    }

    private static Map<String, Double> shares(Experiment experiment) {
        var shares = new TreeMap<String, Double>();
        for (int i = 0; i < USERS; i++) {
            shares.merge(experiment.armAt(experiment.assigned("u-" + i)), 1.0 / USERS, Double::sum);
        }
        return shares;
    }

    private static Experiment experiment(Map<String, Integer> arms, int holdout) {
        return new Experiment(
                "copy",
                "2026-11",
                new TreeMap<>(arms),
                holdout,
                new Goal.Converted("purchase"),
                Duration.ofDays(1),
                10,
                Set.of(),
                false,
                null);
    }
}
