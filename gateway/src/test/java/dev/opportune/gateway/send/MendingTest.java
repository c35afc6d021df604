package dev.opportune.gateway.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.gateway.send.Mending.Waiting;
import org.junit.jupiter.api.Test;

class MendingTest {

    private final Mending mending = new Mending();

    @Test
    void each_app_s_sends_are_taken_once_the_one_that_waited_longest_first() {
        mending.waits("ios", "s-1", "u");
        mending.waits("android", "s-2", "u");
        mending.waits("ios", "s-3", "u");
        mending.waits("ios", "s-1", "u");

        assertThat(mending.take("ios", 1)).containsExactly(new Waiting("s-3", "u"));
        assertThat(mending.take("ios", 10)).containsExactly(new Waiting("s-1", "u"));
        assertThat(mending.take("ios", 10)).isEmpty();
        assertThat(mending.take("web", 10)).isEmpty();
    }

    @Test
    void no_more_are_remembered_than_may_be() {
        for (int i = 0; i <= Mending.MOST; i++) mending.waits("ios", "s-" + i, "u");

        assertThat(mending.take("ios", Integer.MAX_VALUE))
                .hasSize(Mending.MOST)
                .first()
                .isEqualTo(new Waiting("s-1", "u"));
    }
}
