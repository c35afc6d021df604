package dev.opportune.connectors.apns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.connectors.Messages;
import dev.opportune.connectors.PushContent;
import dev.opportune.connectors.PushContent.Action;
import dev.opportune.connectors.PushContent.Interruption;
import dev.opportune.connectors.PushContent.Ios;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.Urgency;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApnsPayloadTest {

    private static final Instant DEADLINE = Instant.parse("2026-11-22T13:00:00Z");

    @Test
    void a_full_message_has_every_member_where_Apple_wants_it() {
        assertThat(ApnsPayload.write(Messages.full(DEADLINE), false))
                .isEqualTo("{\"aps\":{\"alert\":{\"title\":\"Raincoats, one hour only\",\"subtitle\":\"Sale\","
                        + "\"body\":\"30 % off while it \\\"pours\\\" ☔\"},\"sound\":\"default\",\"badge\":1,"
                        + "\"thread-id\":\"sales\",\"category\":\"OFFER\",\"interruption-level\":\"time-sensitive\","
                        + "\"relevance-score\":0.5,\"mutable-content\":1},"
                        + "\"opportune\":{\"send_id\":\"0042-send\",\"ref\":\"order-7\"},"
                        + "\"image\":\"https://img.example/r.png\",\"link\":\"shop://sale/raincoats\","
                        + "\"label\":\"Shop now\",\"sku\":\"R-1\",\"shelf\":\"B\"}");
    }

    @Test
    void what_is_absent_is_not_written() {
        assertThat(ApnsPayload.write(Messages.plain("s-1", "00", DEADLINE), false))
                .isEqualTo("{\"aps\":{\"alert\":{\"title\":\"Raincoats, one hour only\"}},"
                        + "\"opportune\":{\"send_id\":\"s-1\"}}");
    }

    @Test
    void a_text_of_the_apps_own_stands_in_place_of_the_text() {
        assertThat(ApnsPayload.write(Messages.localized(DEADLINE), false))
                .isEqualTo("{\"aps\":{\"alert\":{\"title-loc-key\":\"rain_title\",\"loc-key\":\"rain_body\","
                        + "\"loc-args\":[\"30 %\",\"14:00\"]},\"sound\":\"drops.caf\",\"mutable-content\":1},"
                        + "\"opportune\":{\"send_id\":\"0042-send\"}}");
    }

    @Test
    void in_the_background_there_is_neither_alert_nor_sound_nor_badge() {
        assertThat(ApnsPayload.write(Messages.background(DEADLINE), false))
                .isEqualTo("{\"aps\":{\"content-available\":1},"
                        + "\"opportune\":{\"send_id\":\"0042-send\",\"ref\":\"order-7\"},\"sku\":\"R-1\"}");
    }

    @Test
    void the_callers_data_wins_over_a_name_of_ours() {
        var content = new PushContent.Notification(
                null,
                "b",
                null,
                null,
                new Action("l", "shop://ours"),
                null,
                null,
                null,
                Map.of("link", "shop://theirs"),
                null,
                null);
        assertThat(ApnsPayload.write(message(content), false))
                .endsWith("\"label\":\"l\",\"link\":\"shop://theirs\"}")
                .doesNotContain("shop://ours");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
        NORMAL,         ,               none
        HIGH,           ,               none
        TIME_SENSITIVE, ,               time-sensitive
        TIME_SENSITIVE, TIME_SENSITIVE, time-sensitive
        TIME_SENSITIVE, PASSIVE,        passive
        TIME_SENSITIVE, ACTIVE,         active
        HIGH,           TIME_SENSITIVE, active
        NORMAL,         TIME_SENSITIVE, active
        NORMAL,         PASSIVE,        passive
        HIGH,           ACTIVE,         active
        """)
    void only_a_category_makes_a_push_time_sensitive_and_the_content_can_only_make_less_of_it(
            Urgency urgency, Interruption asked, String level) {
        var content = new PushContent.Notification(
                "t",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                Map.of(),
                new Ios(null, null, null, null, false, asked, null),
                null);
        var payload = ApnsPayload.write(
                new PushMessage("s-1", "00", content, null, null, DEADLINE, urgency, Standing.PROVEN), false);
        if (level.equals("none")) {
            assertThat(payload).doesNotContain("interruption-level");
        } else {
            assertThat(payload).contains("\"interruption-level\":\"" + level + "\"");
        }
    }

    @Test
    void a_time_sensitive_category_needs_nothing_from_the_content() {
        var message = new PushMessage(
                "s-1", "00", Messages.titled("t"), null, null, DEADLINE, Urgency.TIME_SENSITIVE, Standing.PROVEN);
        assertThat(ApnsPayload.write(message, false)).contains("\"interruption-level\":\"time-sensitive\"");
    }

    @Test
    void the_size_is_that_of_the_bytes_on_the_wire() {
        PushMessage message = Messages.full(DEADLINE);
        assertThat(ApnsPayload.bytes(message, false))
                .isEqualTo(ApnsPayload.write(message, false).getBytes(StandardCharsets.UTF_8).length)
                .isEqualTo(ApnsPayload.write(message, false).length() + 2);
    }

    @Test
    void a_proof_travels_beside_the_sends_id() {
        assertThat(ApnsPayload.write(message(Messages.titled("t")).withProof("AQ-_"), false))
                .contains("\"opportune\":{\"send_id\":\"s-1\",\"proof\":\"AQ-_\"}");
    }

    @Test
    void where_it_is_measured_that_devices_receive_pushes_the_extension_runs_for_those_with_a_proof() {
        var plain = message(Messages.titled("t"));
        assertThat(ApnsPayload.write(plain.withProof("AQ-_"), true)).contains("\"mutable-content\":1");
        assertThat(ApnsPayload.write(plain.withProof("AQ-_"), false)).doesNotContain("mutable-content");
        assertThat(ApnsPayload.write(plain, true)).doesNotContain("mutable-content");
    }

    @Test
    void half_a_surrogate_pair_is_no_error() {
        assertThat(ApnsPayload.bytes(message(Messages.titled("\ud83d")), false)).isPositive();
    }

    private static PushMessage message(PushContent content) {
        return new PushMessage("s-1", "00", content, null, null, DEADLINE, Urgency.HIGH, Standing.PROVEN);
    }
}
