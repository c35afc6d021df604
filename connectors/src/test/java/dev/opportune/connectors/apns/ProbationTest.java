package dev.opportune.connectors.apns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.connectors.Standing;
import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProbationTest {

    private static final int LIMIT = 500;

    private final Probation probation = new Probation();

    @Test
    void it_begins_with_the_attempt_that_makes_more_than_one_percent_of_the_last_thousand_bad() {
        judge(Standing.PROVEN, true, Probation.MOST_BAD);
        assertThat(probation.isOn()).isFalse();
        judge(Standing.PROVEN, true, 1);
        assertThat(probation.isOn()).isTrue();
    }

    @Test
    void bad_ones_that_are_more_than_a_thousand_attempts_ago_do_not_count() {
        judge(Standing.UNPROVEN, true, Probation.MOST_BAD);
        judge(Standing.UNPROVEN, false, Probation.LAST);
        judge(Standing.UNPROVEN, true, Probation.MOST_BAD);
        assertThat(probation.isOn()).isFalse();
    }

    @Test
    void it_ends_when_the_bad_ones_are_a_thousand_attempts_ago() {
        judge(Standing.UNPROVEN, true, Probation.MOST_BAD + 1);
        judge(Standing.UNPROVEN, false, Probation.LAST - Probation.MOST_BAD - 1);
        assertThat(probation.isOn()).isTrue();
        judge(Standing.UNPROVEN, false, 1);
        assertThat(probation.isOn()).isFalse();
    }

    @Test
    void good_proven_ones_beside_them_do_not_hide_that_unproven_ones_are_bad() {
        judge(Standing.UNPROVEN, true, Probation.MOST_BAD + 1);
        judge(Standing.PROVEN, false, 100 * Probation.LAST);
        assertThat(probation.isOn()).isTrue();
        judge(Standing.UNPROVEN, false, Probation.LAST);
        assertThat(probation.isOn()).isFalse();
    }

    @Test
    void permits_begin_with_one_grow_with_each_good_one_and_halve_with_each_bad_one() {
        judge(Standing.UNPROVEN, true, Probation.MOST_BAD + 1);
        assertThat(probation.permits(LIMIT)).isEqualTo(1);
        judge(Standing.UNPROVEN, false, 9);
        assertThat(probation.permits(LIMIT)).isEqualTo(10);
        judge(Standing.UNPROVEN, true, 1);
        assertThat(probation.permits(LIMIT)).isEqualTo(5);
        judge(Standing.UNPROVEN, true, 10);
        assertThat(probation.permits(LIMIT)).isEqualTo(1);
    }

    @Test
    void permits_are_at_most_a_quarter_of_what_the_others_have_and_at_least_one() {
        judge(Standing.UNPROVEN, true, Probation.MOST_BAD + 1);
        judge(Standing.UNPROVEN, false, 300);
        assertThat(probation.permits(LIMIT)).isEqualTo(LIMIT / 4);
        assertThat(probation.permits(40)).isEqualTo(10);
        assertThat(probation.permits(0)).isEqualTo(1);
    }

    @Test
    void what_proven_ones_do_leaves_the_permits_of_the_others_alone() {
        judge(Standing.UNPROVEN, true, Probation.MOST_BAD + 1);
        judge(Standing.PROVEN, false, 100);
        assertThat(probation.permits(LIMIT)).isEqualTo(1);
    }

    @Test
    void recent_attempts_count_as_a_plain_list_of_the_last_ones_does() {
        var random = new Random(42);
        var recent = new RecentAttempts(50);
        var plain = new ArrayDeque<Boolean>();
        for (int i = 0; i < 1_000; i++) {
            boolean bad = random.nextInt(3) == 0;
            recent.add(bad);
            plain.addLast(bad);
            if (plain.size() > 50) plain.removeFirst();
            assertThat(recent.badOnes())
                    .isEqualTo((int) plain.stream().filter(b -> b).count());
        }
    }

    private void judge(Standing standing, boolean bad, int times) {
        for (int i = 0; i < times; i++) probation.judged(standing, bad, LIMIT);
    }
}
