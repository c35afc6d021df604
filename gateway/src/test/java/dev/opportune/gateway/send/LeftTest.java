package dev.opportune.gateway.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.Moment;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;

class LeftTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void the_end_is_as_said_or_after_the_ttl_or_after_the_categorys() {
        assertThat(left(Moment.Absolute.UNSAID)).hasValue(3_600_000);
        assertThat(left(new Moment.Absolute(null, null, Duration.ofSeconds(7)))).hasValue(7_000);
        assertThat(left(new Moment.Absolute(null, NOW.plusSeconds(3), null))).hasValue(3_000);
        assertThat(left(new Moment.Absolute(NOW.minusSeconds(5), null, Duration.ofSeconds(7))))
                .hasValue(2_000);
    }

    @Test
    void what_is_over_has_nothing_left_and_now_or_never_five_seconds() {
        assertThat(left(new Moment.Absolute(null, NOW.minusSeconds(3), null))).hasValue(0);
        assertThat(left(new Moment.Absolute(null, null, Duration.ZERO))).hasValue(5_000);
    }

    @Test
    void nobody_knows_of_what_begins_later_or_by_the_users_own_clock() {
        assertThat(left(new Moment.Absolute(NOW.plusSeconds(1), null, Duration.ofSeconds(7))))
                .isEmpty();
        assertThat(left(new Moment.Local(null, LocalDateTime.parse("2026-11-22T13:00"), null)))
                .isEmpty();
    }

    private static java.util.OptionalLong left(Moment moment) {
        return Left.millis(moment, HOUR, NOW.toEpochMilli());
    }
}
