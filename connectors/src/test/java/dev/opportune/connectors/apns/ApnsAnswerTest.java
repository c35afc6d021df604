package dev.opportune.connectors.apns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.connectors.DeliveryOutcome.Accepted;
import dev.opportune.connectors.DeliveryOutcome.Blame;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.connectors.DeliveryOutcome.NotSent;
import dev.opportune.connectors.DeliveryOutcome.Rejected;
import dev.opportune.connectors.DeliveryOutcome.Throttled;
import dev.opportune.connectors.DeliveryOutcome.Unregistered;
import dev.opportune.connectors.apns.ApnsAnswer.Connection;
import dev.opportune.connectors.wire.Outcomes;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApnsAnswerTest {

    private static final UUID ID = UUID.fromString("eabeae54-14a8-11e5-b60b-1697f925ec7b");
    private static final Instant SINCE = Instant.parse("2026-11-20T08:00:00.123Z");

    @Test
    void a_200_is_accepted_under_the_id_that_it_went_out_with() {
        assertThat(new ApnsAnswer(200, null, null).outcome(ID)).isEqualTo(new Accepted(ID.toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BadCollapseId",
                "BadExpirationDate",
                "BadMessageId",
                "BadPriority",
                "DuplicateHeaders",
                "InvalidPushType",
                "MissingDeviceToken",
                "PayloadEmpty",
                "BadPath",
                "MethodNotAllowed",
                "PayloadTooLarge"
            })
    void what_would_be_refused_again_is_rejected(String reason) {
        assertThat(outcome(400, reason)).isEqualTo(new Rejected(reason, Blame.MESSAGE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"BadDeviceToken", "DeviceTokenNotForTopic"})
    void what_does_not_fit_the_app_is_blamed_on_nobody_yet(String reason) {
        assertThat(outcome(400, reason)).isEqualTo(new Rejected(reason, Blame.UNCLEAR));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Unregistered", "ExpiredToken"})
    void a_410_is_unregistered_since_the_instant_that_Apple_names(String reason) {
        assertThat(new ApnsAnswer(410, reason, SINCE).outcome(ID)).isEqualTo(new Unregistered(reason, SINCE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "InvalidProviderToken",
                "MissingProviderToken",
                "BadCertificate",
                "BadCertificateEnvironment",
                "BadEnvironmentKeyIdInToken",
                "Forbidden",
                "BadTopic",
                "MissingTopic",
                "TopicDisallowed"
            })
    void a_wrong_configuration_leaves_the_message_unsent_for_long(String reason) {
        assertThat(outcome(403, reason)).isEqualTo(new NotSent(reason, Outcomes.CONFIGURATION_RETRY, Extent.APP));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ExpiredProviderToken", "UnrelatedKeyIdInToken", "IdleTimeout"})
    void what_another_connection_cures_ends_this_one(String reason) {
        assertThat(outcome(403, reason)).isEqualTo(new NotSent(reason, ApnsAnswer.RENEWAL_RETRY, Extent.DEVICE));
        assertThat(new ApnsAnswer(403, reason, null).connection()).isEqualTo(Connection.ENDS);
    }

    @Test
    void too_many_provider_tokens_let_the_connection_rest() {
        assertThat(outcome(429, "TooManyProviderTokenUpdates"))
                .isEqualTo(new Throttled("TooManyProviderTokenUpdates", Outcomes.CONFIGURATION_RETRY, Extent.DEVICE));
        assertThat(new ApnsAnswer(429, "TooManyProviderTokenUpdates", null).connection())
                .isEqualTo(Connection.RESTS);
    }

    @Test
    void too_many_requests_hold_back_one_device_and_no_connection() {
        assertThat(outcome(429, "TooManyRequests"))
                .isEqualTo(new Throttled("TooManyRequests", ApnsAnswer.DEVICE_RETRY, Extent.DEVICE));
        assertThat(new ApnsAnswer(429, "TooManyRequests", null).connection()).isEqualTo(Connection.STAYS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"InternalServerError", "ServiceUnavailable", "Shutdown"})
    void a_server_error_is_refused_for_now(String reason) {
        assertThat(outcome(503, reason)).isEqualTo(new Throttled(reason, ApnsAnswer.SERVER_RETRY, Extent.APP));
    }

    @ParameterizedTest
    @CsvSource({
        "400,Throttled",
        "403,NotSent",
        "404,Throttled",
        "410,Unregistered",
        "413,Rejected",
        "429,Throttled",
        "503,Throttled"
    })
    void a_word_that_is_new_is_kept_and_judged_by_its_status(int status, String outcome) {
        assertThat(outcome(status, "BrandNew").getClass().getSimpleName()).isEqualTo(outcome);
        assertThat(outcome(status, "BrandNew").reason()).isEqualTo("BrandNew");
    }

    @Test
    void an_answer_without_a_word_is_named_by_its_status() {
        assertThat(outcome(502, null)).isEqualTo(new Throttled("http_502", ApnsAnswer.SERVER_RETRY, Extent.APP));
    }

    private static dev.opportune.connectors.DeliveryOutcome outcome(int status, String reason) {
        return new ApnsAnswer(status, reason, null).outcome(ID);
    }
}
