package dev.opportune.connectors.fcm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.connectors.Messages;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.Urgency;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FcmBodyTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void a_full_message_has_every_member_where_Firebase_wants_it() {
        assertThat(text(Messages.full(NOW.plusSeconds(3600)), NOW))
                .isEqualTo("{\"message\":{\"token\":\"" + Messages.DEVICE_TOKEN + "\","
                        + "\"notification\":{\"title\":\"Raincoats, one hour only\","
                        + "\"body\":\"30 % off while it \\\"pours\\\" ☔\",\"image\":\"https://img.example/r.png\"},"
                        + "\"data\":{\"opportune\":\"{\\\"send_id\\\":\\\"0042-send\\\",\\\"ref\\\":\\\"order-7\\\"}\","
                        + "\"link\":\"shop://sale/raincoats\",\"label\":\"Shop now\",\"sku\":\"R-1\",\"shelf\":\"B\"},"
                        + "\"android\":{\"priority\":\"HIGH\",\"ttl\":\"3600s\",\"collapse_key\":\"rain-sale\","
                        + "\"notification\":{\"tag\":\"rain-sale\",\"channel_id\":\"offers\",\"color\":\"#0080ff\","
                        + "\"sound\":\"default\",\"notification_count\":1}}}}");
    }

    @Test
    void without_a_collapse_key_of_the_callers_the_sends_id_is_the_tag_alone() {
        assertThat(text(Messages.plain("s-1", "token", NOW.plusSeconds(90)), NOW))
                .isEqualTo("{\"message\":{\"token\":\"token\","
                        + "\"notification\":{\"title\":\"Raincoats, one hour only\"},"
                        + "\"data\":{\"opportune\":\"{\\\"send_id\\\":\\\"s-1\\\"}\"},"
                        + "\"android\":{\"priority\":\"HIGH\",\"ttl\":\"90s\",\"notification\":{\"tag\":\"s-1\"}}}}");
    }

    @Test
    void the_ttl_is_what_is_left_of_the_moment_when_it_is_written() {
        Instant deadline = NOW.plusSeconds(90);
        assertThat(FcmBody.ttlSeconds(deadline, NOW)).isEqualTo(90);
        assertThat(FcmBody.ttlSeconds(deadline, NOW.plusMillis(30_500))).isEqualTo(59);
        assertThat(FcmBody.ttlSeconds(deadline, deadline.plusSeconds(5))).isZero();
        assertThat(FcmBody.ttlSeconds(NOW.plus(Duration.ofDays(40)), NOW)).isEqualTo(2_419_200);
    }

    /// Against what one would count by hand: whole seconds that fit in between.
    @Test
    void a_ttl_never_outlives_the_moment_and_loses_less_than_a_second_of_it() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            Instant now = NOW.plusMillis(random.nextLong(-3_600_000, 3_600_001)).plusNanos(random.nextInt(1_000_000));
            Instant deadline = now.plusMillis(random.nextLong(-60_000, 3_600_000));
            long ttl = FcmBody.ttlSeconds(deadline, now);
            assertThat(ttl).as("seed %d, case %d", seed, i).isNotNegative();
            if (ttl > 0) assertThat(now.plusSeconds(ttl)).isBeforeOrEqualTo(deadline);
            assertThat(now.plusSeconds(ttl + 1)).as("seed %d, case %d", seed, i).isAfter(deadline);
        }
    }

    @Test
    void what_goes_now_or_never_is_not_kept() {
        var message = new PushMessage(
                "s", "t", Messages.titled("t"), null, null, NOW.plusSeconds(90), Urgency.HIGH, Standing.PROVEN, true);
        assertThat(text(message, NOW)).contains("\"ttl\":\"0s\"");
    }

    @Test
    void half_a_surrogate_pair_is_no_error() {
        PushMessage message =
                new PushMessage("s", "t", Messages.titled("\ud83d"), null, null, NOW, Urgency.HIGH, Standing.PROVEN);
        assertThat(text(message, NOW)).contains("\"title\":\"?\"");
    }

    @Test
    void a_message_that_can_wait_for_the_battery_is_of_normal_priority() {
        assertThat(text(urgent(Urgency.NORMAL), NOW)).contains("\"priority\":\"NORMAL\"");
        assertThat(text(urgent(Urgency.HIGH), NOW)).contains("\"priority\":\"HIGH\"");
        assertThat(text(urgent(Urgency.TIME_SENSITIVE), NOW)).contains("\"priority\":\"HIGH\"");
    }

    @Test
    void its_length_is_known_without_the_device_token() {
        PushMessage message = Messages.full(NOW.plusSeconds(90));
        assertThat(FcmBody.lengthBesideAddress(message, NOW))
                .isEqualTo(FcmBody.write(message, NOW).length - Messages.DEVICE_TOKEN.length());
    }

    @Test
    void one_message_leaves_nothing_behind_for_the_next() {
        String first = text(Messages.full(NOW.plusSeconds(90)), NOW);
        assertThat(text(urgent(Urgency.HIGH), NOW)).doesNotContain("Raincoats, one hour only\",\"body\"");
        assertThat(text(Messages.full(NOW.plusSeconds(90)), NOW)).isEqualTo(first);
    }

    private static PushMessage urgent(Urgency urgency) {
        return new PushMessage("s", "t", Messages.titled("t"), null, null, NOW, urgency, Standing.PROVEN);
    }

    private static String text(PushMessage message, Instant now) {
        return new String(FcmBody.write(message, now), StandardCharsets.UTF_8);
    }
}
