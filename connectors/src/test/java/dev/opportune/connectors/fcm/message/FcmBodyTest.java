package dev.opportune.connectors.fcm.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.connectors.Messages;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.Urgency;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FcmBodyTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final FcmBody ALL = new FcmBody(EnumSet.allOf(FcmPlatform.class));
    private static final FcmBody ANDROID = new FcmBody(Set.of(FcmPlatform.ANDROID));
    private static final FcmBody IOS = new FcmBody(Set.of(FcmPlatform.IOS));
    private static final FcmBody WEB = new FcmBody(Set.of(FcmPlatform.WEB));

    @Test
    void a_full_message_has_every_member_where_Firebase_wants_it() {
        assertThat(text(Messages.full(NOW.plusSeconds(3600)), NOW))
                .isEqualTo("{\"message\":{\"token\":\"" + Messages.DEVICE_TOKEN
                        + "\",\"notification\":{\"title\":\"Raincoats, one hour only\",\"body\":\"30 % off while it"
                        + " \\\"pours\\\" ☔\",\"image\":\"https://img.example/r.png\"},"
                        + "\"data\":{\"opportune\":\"{\\\"send_id\\\":\\\"0042-send\\\",\\\"ref\\\":\\\"order-7\\\"}\",\"link\":\"shop://sale/raincoats\",\"label\":\"Shop"
                        + " now\",\"sku\":\"R-1\",\"shelf\":\"B\"},"
                        + "\"android\":{\"priority\":\"HIGH\",\"ttl\":\"3600s\",\"collapse_key\":\"rain-sale\","
                        + "\"notification\":{\"tag\":\"rain-sale\",\"channel_id\":\"offers\",\"color\":\"#0080ff\","
                        + "\"sound\":\"default\",\"notification_count\":1}},"
                        + "\"apns\":{\"headers\":{\"apns-expiration\":\"1795352400\",\"apns-collapse-id\":\"rain-sale\"},\"payload\":{\"aps\":{\"alert\":{\"title\":\"Raincoats,"
                        + " one hour only\",\"subtitle\":\"Sale\",\"body\":\"30 % off while it \\\"pours\\\""
                        + " ☔\"},\"sound\":\"default\",\"badge\":1,"
                        + "\"thread-id\":\"sales\",\"category\":\"OFFER\",\"interruption-level\":\"time-sensitive\","
                        + "\"relevance-score\":0.5,\"mutable-content\":1}}},"
                        + "\"webpush\":{\"headers\":{\"TTL\":\"3600\",\"Urgency\":\"high\",\"Topic\":\"rain-sale\"},"
                        + "\"notification\":{\"tag\":\"rain-sale\"}}}}");
    }

    @Test
    void without_a_collapse_key_of_the_callers_the_sends_id_is_the_tag_alone_and_Apples_collapse_id() {
        assertThat(text(Messages.plain("s-1", "token", NOW.plusSeconds(90)), NOW))
                .isEqualTo("{\"message\":{\"token\":\"token\","
                        + "\"notification\":{\"title\":\"Raincoats, one hour only\"},"
                        + "\"data\":{\"opportune\":\"{\\\"send_id\\\":\\\"s-1\\\"}\"},"
                        + "\"android\":{\"priority\":\"HIGH\",\"ttl\":\"90s\",\"notification\":{\"tag\":\"s-1\"}},"
                        + "\"apns\":{\"headers\":{\"apns-expiration\":\"1795348890\",\"apns-collapse-id\":\"s-1\"}},"
                        + "\"webpush\":{\"headers\":{\"TTL\":\"90\",\"Urgency\":\"high\"},"
                        + "\"notification\":{\"tag\":\"s-1\"}}}}");
    }

    @Test
    void an_app_of_one_platform_says_nothing_for_others() {
        var plain = Messages.plain("s-1", "token", NOW.plusSeconds(90));
        assertThat(text(ANDROID, plain, NOW)).contains("\"android\"").doesNotContain("\"apns\"", "\"webpush\"");
        assertThat(text(IOS, plain, NOW)).contains("\"apns\"").doesNotContain("\"android\"", "\"webpush\"");
        assertThat(text(WEB, plain, NOW)).contains("\"webpush\"").doesNotContain("\"android\"", "\"apns\"");
    }

    @Test
    void a_text_of_the_apps_own_is_in_no_ones_way() {
        assertThat(text(Messages.localized(NOW.plusSeconds(90)), NOW))
                .isEqualTo("{\"message\":{\"token\":\"" + Messages.DEVICE_TOKEN
                        + "\",\"data\":{\"opportune\":\"{\\\"send_id\\\":\\\"0042-send\\\"}\"},"
                        + "\"android\":{\"priority\":\"HIGH\",\"ttl\":\"90s\",\"notification\":{\"tag\":\"0042-send\","
                        + "\"sound\":\"drops\",\"title_loc_key\":\"rain_title\",\"body_loc_key\":\"rain_body\",\"body_loc_args\":[\"30"
                        + " %\",\"14:00\"]}},"
                        + "\"apns\":{\"headers\":{\"apns-expiration\":\"1795348890\",\"apns-collapse-id\":\"0042-send\"},"
                        + "\"payload\":{\"aps\":{\"alert\":{\"title-loc-key\":\"rain_title\",\"loc-key\":\"rain_body\",\"loc-args\":[\"30"
                        + " %\",\"14:00\"]},\"sound\":\"drops.caf\",\"mutable-content\":1}}},"
                        + "\"webpush\":{\"headers\":{\"TTL\":\"90\",\"Urgency\":\"high\"},\"notification\":{\"title\":\"Rain\",\"body\":\"It"
                        + " pours\",\"tag\":\"0042-send\"}}}}");
    }

    @Test
    void in_the_background_there_is_data_alone_and_it_never_hurries() {
        assertThat(text(Messages.background(NOW.plusSeconds(90)), NOW))
                .isEqualTo("{\"message\":{\"token\":\"" + Messages.DEVICE_TOKEN + "\","
                        + "\"data\":{\"opportune\":\"{\\\"send_id\\\":\\\"0042-send\\\",\\\"ref\\\":\\\"order-7\\\"}\","
                        + "\"sku\":\"R-1\"},"
                        + "\"android\":{\"priority\":\"NORMAL\",\"ttl\":\"90s\"},"
                        + "\"apns\":{\"headers\":{\"apns-push-type\":\"background\",\"apns-priority\":\"5\","
                        + "\"apns-expiration\":\"1795348890\",\"apns-collapse-id\":\"0042-send\"},"
                        + "\"payload\":{\"aps\":{\"content-available\":1}}},"
                        + "\"webpush\":{\"headers\":{\"TTL\":\"90\"}}}}");
    }

    @Test
    void the_ttl_is_what_is_left_of_the_moment_when_it_is_written() {
        var message = Messages.plain("s", "t", NOW.plusSeconds(90));
        assertThat(Expiry.ttlSeconds(message, NOW)).isEqualTo(90);
        assertThat(Expiry.ttlSeconds(message, NOW.plusMillis(30_500))).isEqualTo(59);
        assertThat(Expiry.ttlSeconds(message, NOW.plusSeconds(95))).isZero();
        assertThat(Expiry.ttlSeconds(Messages.plain("s", "t", NOW.plus(Duration.ofDays(40))), NOW))
                .isEqualTo(2_419_200);
    }

    @Test
    void Apple_is_told_the_very_second_and_never_one_further_off_than_it_takes() {
        assertThat(Expiry.epochSecond(Messages.plain("s", "t", NOW.plusMillis(90_900)), NOW))
                .isEqualTo(NOW.getEpochSecond() + 90);
        assertThat(Expiry.epochSecond(Messages.plain("s", "t", NOW.plus(Duration.ofDays(40))), NOW))
                .isEqualTo(NOW.getEpochSecond() + 2_592_000);
    }

    /// Against what one would count by hand: whole seconds that fit in between.
    @Test
    void a_ttl_never_outlives_the_moment_and_loses_less_than_a_second_of_it() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            Instant now = NOW.plusMillis(random.nextLong(-3_600_000, 3_600_001)).plusNanos(random.nextInt(1_000_000));
            Instant deadline = now.plusMillis(random.nextLong(-60_000, 3_600_000));
            long ttl = Expiry.ttlSeconds(Messages.plain("s-1", "token", deadline), now);
            assertThat(ttl).as("seed %d, case %d", seed, i).isNotNegative();
            if (ttl > 0) assertThat(now.plusSeconds(ttl)).isBeforeOrEqualTo(deadline);
            assertThat(now.plusSeconds(ttl + 1)).as("seed %d, case %d", seed, i).isAfter(deadline);
        }
    }

    @Test
    void what_goes_now_or_never_is_not_kept() {
        var message = new PushMessage(
                "s",
                "t",
                Messages.titled("t"),
                null,
                null,
                NOW.plusSeconds(90),
                Urgency.HIGH,
                Standing.PROVEN,
                true,
                null);
        assertThat(text(message, NOW)).contains("\"ttl\":\"0s\"", "\"apns-expiration\":\"0\"", "\"TTL\":\"0\"");
    }

    @Test
    void a_proof_travels_beside_the_sends_id() {
        assertThat(text(urgent(Urgency.HIGH).withProof("AQ-_"), NOW))
                .contains("\"opportune\":\"{\\\"send_id\\\":\\\"s\\\",\\\"proof\\\":\\\"AQ-_\\\"}\"");
    }

    @Test
    void half_a_surrogate_pair_is_no_error() {
        PushMessage message =
                new PushMessage("s", "t", Messages.titled("\ud83d"), null, null, NOW, Urgency.HIGH, Standing.PROVEN);
        assertThat(text(message, NOW)).contains("\"title\":\"?\"");
    }

    @Test
    void a_message_that_can_wait_for_the_battery_is_of_normal_priority() {
        assertThat(text(urgent(Urgency.NORMAL), NOW))
                .contains("\"priority\":\"NORMAL\"", "\"apns-priority\":\"5\"")
                .doesNotContain("Urgency");
        for (var urgency : Set.of(Urgency.HIGH, Urgency.TIME_SENSITIVE)) {
            assertThat(text(urgent(urgency), NOW))
                    .contains("\"priority\":\"HIGH\"", "\"Urgency\":\"high\"")
                    .doesNotContain("apns-priority");
        }
    }

    @Test
    void its_length_is_that_of_the_longest_body_for_one_platform_without_the_device_token_whenever_it_is_written() {
        Instant end = NOW.plus(Duration.ofDays(28));
        for (var message : Set.of(Messages.full(end), Messages.localized(end), Messages.background(end))) {
            assertThat(ALL.lengthBesideAddress(message))
                    .isEqualTo(longest(message, NOW) - Messages.DEVICE_TOKEN.length())
                    .isGreaterThanOrEqualTo(longest(message, end.minusSeconds(9)) - Messages.DEVICE_TOKEN.length())
                    .isLessThan(ALL.write(message, NOW).length - Messages.DEVICE_TOKEN.length());
        }
    }

    private static int longest(PushMessage message, Instant now) {
        return Math.max(
                ANDROID.write(message, now).length,
                Math.max(IOS.write(message, now).length, WEB.write(message, now).length));
    }

    @Test
    void an_iphone_gets_a_text_once() {
        assertThat(text(IOS, Messages.full(NOW.plusSeconds(90)), NOW)).containsOnlyOnce("Raincoats, one hour only");
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
        return text(ALL, message, now);
    }

    private static String text(FcmBody body, PushMessage message, Instant now) {
        return new String(body.write(message, now), StandardCharsets.UTF_8);
    }
}
