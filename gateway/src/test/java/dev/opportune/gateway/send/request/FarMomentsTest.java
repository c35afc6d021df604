package dev.opportune.gateway.send.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.connectors.PushContent;
import dev.opportune.gateway.http.Policies;
import dev.opportune.gateway.words.LaneTemplates;
import dev.opportune.ratelimiter.Moment;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FarMomentsTest {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    private final Door door = new Door(Map.of(), LaneTemplates.none());

    @Test
    void a_moment_may_be_as_long_by_its_end_as_by_its_ttl() {
        for (int ahead : List.of(-20, 0, 2, 27, 28)) {
            for (int days : List.of(1, 27, 28)) {
                var from = NOW.plus(Duration.ofDays(ahead));
                var until = from.plus(Duration.ofDays(days));
                assertThat(refusal(new Moment.Absolute(from, null, Duration.ofDays(days))))
                        .isNull();
                assertThat(refusal(new Moment.Absolute(from, until, null))).isNull();
                assertThat(refusal(new Moment.Local(local(from), local(until), null)))
                        .isNull();
            }
        }
        assertThat(refusal(new Moment.Absolute(null, NOW.plus(Duration.ofDays(28)), null)))
                .isNull();
    }

    @Test
    void a_moment_may_begin_or_without_a_begin_end_within_28_days() {
        var far = NOW.plus(Duration.ofDays(28)).plusMillis(1);
        var farLocal = local(far).plusHours(12);

        assertThat(refusal(new Moment.Absolute(far, null, Duration.ofMinutes(1))))
                .isEqualTo("from");
        assertThat(refusal(new Moment.Absolute(far, far.plusSeconds(60), null))).isEqualTo("from");
        assertThat(refusal(new Moment.Absolute(null, far, null))).isEqualTo("until");
        assertThat(refusal(new Moment.Local(farLocal, null, null))).isEqualTo("from");
        assertThat(refusal(new Moment.Local(null, farLocal, null))).isEqualTo("until");
    }

    private static LocalDateTime local(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    /// The member that is too far ahead, or null.
    private String refusal(Moment moment) {
        var content = new PushContent.Notification("t", null, null, null, null, null, null, null, Map.of(), null, null);
        var request = new SendRequest(
                "u", "flash-sale", null, content, Buffer.buffer("{}"), moment, null, null, null, List.of());
        return switch (door.refuse(request, "s-1", Policies.FLASH_SALE, NOW.toEpochMilli())) {
            case null -> null;
            case SendAnswer.MomentTooFar(var member, var _) -> member;
            case SendAnswer other -> throw new AssertionError(other);
        };
    }
}
