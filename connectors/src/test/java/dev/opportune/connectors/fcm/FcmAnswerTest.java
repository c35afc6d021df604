package dev.opportune.connectors.fcm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.connectors.DeliveryOutcome.Accepted;
import dev.opportune.connectors.DeliveryOutcome.Blame;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.connectors.DeliveryOutcome.NotSent;
import dev.opportune.connectors.DeliveryOutcome.Rejected;
import dev.opportune.connectors.DeliveryOutcome.Throttled;
import dev.opportune.connectors.DeliveryOutcome.Unconfirmed;
import dev.opportune.connectors.DeliveryOutcome.Unregistered;
import dev.opportune.connectors.wire.Outcomes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FcmAnswerTest {

    private static final Duration TEN = Duration.ofSeconds(10);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void a_200_with_a_name_is_accepted() {
        assertThat(read(200, "{\"name\":\"projects/p/messages/7\"}", null).outcome(MINUTE))
                .isEqualTo(new Accepted("projects/p/messages/7"));
    }

    @Test
    void a_200_that_cannot_be_read_is_unconfirmed() {
        assertThat(read(200, "<html>welcome</html>", null).outcome(MINUTE))
                .isEqualTo(new Unconfirmed("unreadable_answer", TEN));
    }

    @Test
    void the_code_among_the_details_decides() {
        assertThat(error(404, "UNREGISTERED", null).outcome(MINUTE)).isEqualTo(new Unregistered("UNREGISTERED", null));
        assertThat(error(400, "INVALID_ARGUMENT", null).outcome(MINUTE))
                .isEqualTo(new Rejected("INVALID_ARGUMENT", Blame.MESSAGE));
        assertThat(error(403, "SENDER_ID_MISMATCH", null).outcome(MINUTE))
                .isEqualTo(new Rejected("SENDER_ID_MISMATCH", Blame.UNCLEAR));
        assertThat(error(401, "THIRD_PARTY_AUTH_ERROR", null).outcome(MINUTE))
                .isEqualTo(new Throttled("THIRD_PARTY_AUTH_ERROR", Outcomes.CONFIGURATION_RETRY, Extent.DEVICE));
    }

    @Test
    void a_quota_takes_the_time_that_the_header_asks_for_and_else_a_minute() {
        assertThat(error(429, "QUOTA_EXCEEDED", null).outcome(MINUTE))
                .isEqualTo(new Throttled("QUOTA_EXCEEDED", Duration.ofSeconds(60), Extent.APP));
        assertThat(error(429, "QUOTA_EXCEEDED", Duration.ofSeconds(25)).outcome(MINUTE))
                .isEqualTo(new Throttled("QUOTA_EXCEEDED", Duration.ofSeconds(25), Extent.APP));
        assertThat(error(429, "QUOTA_EXCEEDED", Duration.ofSeconds(1)).outcome(MINUTE))
                .isEqualTo(new Throttled("QUOTA_EXCEEDED", TEN, Extent.APP));
    }

    @ParameterizedTest
    @CsvSource({"500,INTERNAL", "503,UNAVAILABLE", "500,UNSPECIFIED_ERROR"})
    void a_server_error_may_follow_a_message_that_was_delivered(int status, String code) {
        assertThat(error(status, code, Duration.ofSeconds(30)).outcome(MINUTE))
                .isEqualTo(new Unconfirmed(code, Duration.ofSeconds(30)));
        assertThat(error(status, code, null).outcome(MINUTE)).isEqualTo(new Unconfirmed(code, TEN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>bad gateway</html>", "", "[]", "{\"error\":7}"})
    void a_proxys_page_is_judged_by_its_status(String body) {
        assertThat(read(502, body, null).outcome(MINUTE)).isEqualTo(new Unconfirmed("http_502", TEN));
        assertThat(read(400, body, null).outcome(MINUTE)).isEqualTo(new NotSent("http_400", TEN, Extent.DEVICE));
        assertThat(read(404, body, null).outcome(MINUTE))
                .isEqualTo(new NotSent("http_404", Outcomes.CONFIGURATION_RETRY, Extent.APP));
        assertThat(read(429, body, null).outcome(MINUTE))
                .isEqualTo(new Throttled("http_429", Duration.ofSeconds(60), Extent.APP));
    }

    @Test
    void a_bad_request_that_names_the_device_token_alone_says_that_it_is_dead() {
        assertThat(invalid("message.token").outcome(MINUTE)).isEqualTo(new Unregistered("INVALID_ARGUMENT", null));
        assertThat(invalid("message.token", "message.token").outcome(MINUTE))
                .isEqualTo(new Unregistered("INVALID_ARGUMENT", null));
    }

    @Test
    void a_bad_request_that_names_another_field_or_none_is_the_messages_fault() {
        var ofTheMessage = new Rejected("INVALID_ARGUMENT", Blame.MESSAGE);
        assertThat(invalid("message.android.ttl").outcome(MINUTE)).isEqualTo(ofTheMessage);
        assertThat(invalid("message.token", "message.data[from]").outcome(MINUTE))
                .isEqualTo(ofTheMessage);
        assertThat(invalid().outcome(MINUTE)).isEqualTo(ofTheMessage);
    }

    @Test
    void a_bad_request_without_a_code_is_the_messages_fault() {
        assertThat(read(400, "{\"error\":{\"code\":400,\"status\":\"INVALID_ARGUMENT\"}}", null)
                        .outcome(MINUTE))
                .isEqualTo(new Rejected("INVALID_ARGUMENT", Blame.MESSAGE));
    }

    @Test
    void a_401_without_a_code_refuses_the_bearer_token_alone() {
        FcmAnswer answer = read(401, "{\"error\":{\"code\":401,\"status\":\"UNAUTHENTICATED\"}}", null);
        assertThat(answer.refusesBearer()).isTrue();
        assertThat(answer.outcome(MINUTE))
                .isEqualTo(new NotSent("UNAUTHENTICATED", Outcomes.CONFIGURATION_RETRY, Extent.APP));
        assertThat(error(401, "THIRD_PARTY_AUTH_ERROR", null).refusesBearer()).isFalse();
    }

    @Test
    void a_404_in_Googles_words_is_no_reason_to_stop_the_app() {
        assertThat(read(404, "{\"error\":{\"code\":404,\"status\":\"NOT_FOUND\"}}", null)
                        .outcome(MINUTE))
                .isEqualTo(new NotSent("NOT_FOUND", TEN, Extent.DEVICE));
    }

    @Test
    void a_word_is_cut_where_it_is_no_word_any_more() {
        assertThat(error(500, "X".repeat(1000), null).outcome(MINUTE).reason()).isEqualTo("X".repeat(64));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409})
    void a_code_that_is_new_is_retried_and_stops_no_other_message(int status) {
        assertThat(error(status, "BRAND_NEW", null).outcome(MINUTE))
                .isEqualTo(new NotSent("BRAND_NEW", TEN, Extent.DEVICE));
    }

    @Test
    void a_code_that_is_new_is_kept_and_judged_by_its_status() {
        assertThat(error(503, "BRAND_NEW", null).outcome(MINUTE)).isEqualTo(new Unconfirmed("BRAND_NEW", TEN));
        assertThat(error(429, "BRAND_NEW", null).outcome(MINUTE))
                .isEqualTo(new Throttled("BRAND_NEW", Duration.ofSeconds(60), Extent.APP));
    }

    private static FcmAnswer error(int status, String errorCode, Duration retryAfter) {
        String details = "{\"@type\":\"type.googleapis.com/google.rpc.BadRequest\",\"errorCode\":\"NOT_THIS\"},"
                + "{\"@type\":\"type.googleapis.com/google.firebase.fcm.v1.FcmError\",\"errorCode\":\"" + errorCode
                + "\"}";
        return read(status, "{\"error\":{\"code\":" + status + ",\"details\":[" + details + "]}}", retryAfter);
    }

    private static FcmAnswer invalid(String... fields) {
        String violations = Stream.of(fields)
                .map(field -> "{\"field\":\"" + field + "\",\"description\":\"Invalid\"}")
                .collect(Collectors.joining(","));
        return read(
                400,
                "{\"error\":{\"code\":400,\"status\":\"INVALID_ARGUMENT\",\"details\":["
                        + "{\"@type\":\"type.googleapis.com/google.firebase.fcm.v1.FcmError\","
                        + "\"errorCode\":\"INVALID_ARGUMENT\"},"
                        + "{\"@type\":\"type.googleapis.com/google.rpc.BadRequest\",\"fieldViolations\":[" + violations
                        + "]}]}}",
                null);
    }

    private static FcmAnswer read(int status, String body, Duration retryAfter) {
        return FcmAnswer.read(status, body.getBytes(StandardCharsets.UTF_8), retryAfter);
    }
}
