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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FcmAnswerTest {

    private static final Duration TEN = Duration.ofSeconds(10);

    @Test
    void a_200_with_a_name_is_accepted() {
        assertThat(read(200, "{\"name\":\"projects/p/messages/7\"}", null).outcome())
                .isEqualTo(new Accepted("projects/p/messages/7"));
    }

    @Test
    void a_200_that_cannot_be_read_is_unconfirmed() {
        assertThat(read(200, "<html>welcome</html>", null).outcome())
                .isEqualTo(new Unconfirmed("unreadable_answer", TEN));
    }

    @Test
    void the_code_among_the_details_decides() {
        assertThat(error(404, "UNREGISTERED", null).outcome()).isEqualTo(new Unregistered("UNREGISTERED", null));
        assertThat(error(400, "INVALID_ARGUMENT", null).outcome())
                .isEqualTo(new Rejected("INVALID_ARGUMENT", Blame.MESSAGE));
        assertThat(error(403, "SENDER_ID_MISMATCH", null).outcome())
                .isEqualTo(new Rejected("SENDER_ID_MISMATCH", Blame.DEVICE));
        assertThat(error(401, "THIRD_PARTY_AUTH_ERROR", null).outcome())
                .isEqualTo(new NotSent("THIRD_PARTY_AUTH_ERROR", Outcomes.CONFIGURATION_RETRY, Extent.APP));
    }

    @Test
    void a_quota_takes_the_time_that_the_header_asks_for_and_else_a_minute() {
        assertThat(error(429, "QUOTA_EXCEEDED", null).outcome())
                .isEqualTo(new Throttled("QUOTA_EXCEEDED", Duration.ofSeconds(60), Extent.APP));
        assertThat(error(429, "QUOTA_EXCEEDED", Duration.ofSeconds(25)).outcome())
                .isEqualTo(new Throttled("QUOTA_EXCEEDED", Duration.ofSeconds(25), Extent.APP));
        assertThat(error(429, "QUOTA_EXCEEDED", Duration.ofSeconds(1)).outcome())
                .isEqualTo(new Throttled("QUOTA_EXCEEDED", TEN, Extent.APP));
    }

    @ParameterizedTest
    @CsvSource({"500,INTERNAL", "503,UNAVAILABLE", "500,UNSPECIFIED_ERROR"})
    void a_server_error_may_follow_a_message_that_was_delivered(int status, String code) {
        assertThat(error(status, code, Duration.ofSeconds(30)).outcome())
                .isEqualTo(new Unconfirmed(code, Duration.ofSeconds(30)));
        assertThat(error(status, code, null).outcome()).isEqualTo(new Unconfirmed(code, TEN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>bad gateway</html>", "", "[]", "{\"error\":7}"})
    void a_proxys_page_is_judged_by_its_status(String body) {
        assertThat(read(502, body, null).outcome()).isEqualTo(new Unconfirmed("http_502", TEN));
        assertThat(read(400, body, null).outcome()).isEqualTo(new NotSent("http_400", TEN, Extent.DEVICE));
        assertThat(read(404, body, null).outcome())
                .isEqualTo(new NotSent("http_404", Outcomes.CONFIGURATION_RETRY, Extent.APP));
        assertThat(read(429, body, null).outcome())
                .isEqualTo(new Throttled("http_429", Duration.ofSeconds(60), Extent.APP));
    }

    @Test
    void a_bad_request_that_names_its_fields_is_rejected() {
        assertThat(read(400, "{\"error\":{\"code\":400,\"status\":\"INVALID_ARGUMENT\"}}", null)
                        .outcome())
                .isEqualTo(new Rejected("INVALID_ARGUMENT", Blame.MESSAGE));
    }

    @Test
    void a_401_without_a_code_refuses_the_bearer_token_alone() {
        FcmAnswer answer = read(401, "{\"error\":{\"code\":401,\"status\":\"UNAUTHENTICATED\"}}", null);
        assertThat(answer.refusesBearer()).isTrue();
        assertThat(answer.outcome())
                .isEqualTo(new NotSent("UNAUTHENTICATED", Outcomes.CONFIGURATION_RETRY, Extent.APP));
        assertThat(error(401, "THIRD_PARTY_AUTH_ERROR", null).refusesBearer()).isFalse();
    }

    @Test
    void a_code_that_is_new_is_kept_and_judged_by_its_status() {
        assertThat(error(503, "BRAND_NEW", null).outcome()).isEqualTo(new Unconfirmed("BRAND_NEW", TEN));
        assertThat(error(429, "BRAND_NEW", null).outcome())
                .isEqualTo(new Throttled("BRAND_NEW", Duration.ofSeconds(60), Extent.APP));
    }

    private static FcmAnswer error(int status, String errorCode, Duration retryAfter) {
        String details = "{\"@type\":\"type.googleapis.com/google.rpc.BadRequest\",\"errorCode\":\"NOT_THIS\"},"
                + "{\"@type\":\"type.googleapis.com/google.firebase.fcm.v1.FcmError\",\"errorCode\":\"" + errorCode
                + "\"}";
        return read(status, "{\"error\":{\"code\":" + status + ",\"details\":[" + details + "]}}", retryAfter);
    }

    private static FcmAnswer read(int status, String body, Duration retryAfter) {
        return FcmAnswer.read(status, body.getBytes(StandardCharsets.UTF_8), retryAfter);
    }
}
