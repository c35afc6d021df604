package dev.opportune.gateway.http.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RestsTest {

    @Test
    void each_rest_is_at_most_twice_as_long_as_the_one_before_could_be_and_at_least_half_of_that() {
        var random = new SplittableRandom(1);
        for (int run = 0; run < 100; run++) {
            var rests = new Rests(random);
            long most = GuardLimits.REST.toMillis();
            for (int i = 0; i < 20; i++) {
                assertThat(rests.next().toMillis()).isBetween(most / 2, most);
                most = Math.min(2 * most, GuardLimits.LONGEST_REST.toMillis());
            }
        }
    }

    @Test
    void connections_that_began_together_do_not_come_back_together() {
        var random = new SplittableRandom(2);
        var seen = new HashSet<Duration>();
        for (int i = 0; i < 100; i++) seen.add(new Rests(random).next());
        assertThat(seen).hasSizeGreaterThan(50);
    }
}
