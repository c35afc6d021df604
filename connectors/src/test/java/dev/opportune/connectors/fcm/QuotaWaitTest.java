package dev.opportune.connectors.fcm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class QuotaWaitTest {

    private Duration elapsed = Duration.ZERO;
    private final QuotaWait wait = new QuotaWait(() -> elapsed.toNanos() - 1);

    @Test
    void it_begins_with_a_minute_and_doubles_up_to_an_hour() {
        for (long minutes : new long[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            assertThat(wait.refused()).isEqualTo(Duration.ofMinutes(minutes));
            elapsed = elapsed.plusMinutes(minutes);
        }
    }

    @Test
    void messages_that_were_on_the_way_together_wait_together() {
        assertThat(wait.refused()).isEqualTo(Duration.ofMinutes(1));
        elapsed = Duration.ofSeconds(20);
        assertThat(wait.refused()).isEqualTo(Duration.ofSeconds(40));
        elapsed = Duration.ofMinutes(1);
        assertThat(wait.refused()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void a_message_that_is_accepted_after_the_wait_ends_it() {
        assertThat(wait.refused()).isEqualTo(Duration.ofMinutes(1));
        elapsed = Duration.ofSeconds(30);
        wait.accepted();
        elapsed = Duration.ofMinutes(1);
        assertThat(wait.refused()).isEqualTo(Duration.ofMinutes(2));
        elapsed = Duration.ofMinutes(3);
        wait.accepted();
        elapsed = Duration.ofSeconds(181);
        assertThat(wait.refused()).isEqualTo(Duration.ofMinutes(1));
    }
}
