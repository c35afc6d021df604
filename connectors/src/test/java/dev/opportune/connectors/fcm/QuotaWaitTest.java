package dev.opportune.connectors.fcm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class QuotaWaitTest {

    private final QuotaWait wait = new QuotaWait();
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void it_begins_with_a_minute_and_doubles_up_to_an_hour() {
        for (long minutes : new long[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            assertThat(wait.refused(now)).isEqualTo(Duration.ofMinutes(minutes));
            now = now.plus(Duration.ofMinutes(minutes));
        }
    }

    @Test
    void messages_that_were_on_the_way_together_wait_together() {
        assertThat(wait.refused(now)).isEqualTo(Duration.ofMinutes(1));
        assertThat(wait.refused(now.plusSeconds(20))).isEqualTo(Duration.ofSeconds(40));
        assertThat(wait.refused(now.plusSeconds(60))).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void a_message_that_is_accepted_after_the_wait_ends_it() {
        assertThat(wait.refused(now)).isEqualTo(Duration.ofMinutes(1));
        wait.accepted(now.plusSeconds(30));
        assertThat(wait.refused(now.plusSeconds(60))).isEqualTo(Duration.ofMinutes(2));
        wait.accepted(now.plusSeconds(180));
        assertThat(wait.refused(now.plusSeconds(181))).isEqualTo(Duration.ofMinutes(1));
    }
}
