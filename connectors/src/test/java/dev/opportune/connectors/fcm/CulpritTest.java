package dev.opportune.connectors.fcm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whom FCM's real sentences are about, with and without details.
class CulpritTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DEVICE  | The registration token is not a valid FCM registration token
            DEVICE  | the REGISTRATION token is not a valid FCM registration token.
            DEVICE  | Invalid registration token
            DEVICE  | Invalid registration token provided. Make sure it matches the registration token the client app receives.
            DEVICE  | The registration token is not valid
            DEVICE  | InvalidRegistration: invalid registration
            DEVICE  | Invalid value at 'message.token': Invalid registration token
            MESSAGE | Android message is too big
            MESSAGE | Message too big
            MESSAGE | iOS message is too big
            MESSAGE | Invalid value at 'message.data[0].value' (TYPE_STRING), 1
            MESSAGE | Invalid value at 'message.data[0].value' (TYPE_STRING), "invalid registration token"
            MESSAGE | Invalid value at 'message.android.ttl' (type.googleapis.com/google.protobuf.Duration), "60"
            MESSAGE | Invalid JSON payload received. Unknown name "invalid registration token" at 'message': Cannot find field.
            MESSAGE | Invalid data payload key: gcm.notification
            MESSAGE | Recipient of the message is not set.
            MESSAGE | Exactly one of token, topic or condition is required
            MESSAGE | A sentence that nobody knows yet
            NOBODY  | Request contains an invalid argument.
            NOBODY  | Request contains an invalid argument
            NOBODY  | ''
            """)
    void a_sentence_without_details_says_whom_it_is_about(Culprit expected, String sentence) {
        assertThat(Culprit.of(FcmError.read(error(sentence)))).isEqualTo(expected);
    }

    @Test
    void a_field_speaks_before_the_sentence() {
        var ofTheToken = error("Request contains an invalid argument.");
        badRequest(ofTheToken, "message.token");
        assertThat(Culprit.of(FcmError.read(ofTheToken))).isEqualTo(Culprit.DEVICE);
        var ofTheTtl = error("The registration token is not a valid FCM registration token");
        badRequest(ofTheTtl, "message.android.ttl");
        assertThat(Culprit.of(FcmError.read(ofTheTtl))).isEqualTo(Culprit.MESSAGE);
    }

    @ParameterizedTest
    @CsvSource({
        "BadDeviceToken,DEVICE_AT_APPLE",
        "DeviceTokenNotForTopic,DEVICE_AT_APPLE",
        "PayloadTooLarge,MESSAGE",
        "BadExpirationDate,MESSAGE"
    })
    void Apples_word_speaks_before_the_sentence(String reason, Culprit expected) {
        var error = error("Request contains an invalid argument.");
        error.withArray("details")
                .addObject()
                .put("@type", "type.googleapis.com/google.firebase.fcm.v1.ApnsError")
                .put("statusCode", 400)
                .put("reason", reason);
        assertThat(Culprit.of(FcmError.read(error))).isEqualTo(expected);
    }

    private static ObjectNode error(String sentence) {
        var error = JSON.createObjectNode()
                .put("code", 400)
                .put("message", sentence)
                .put("status", "INVALID_ARGUMENT");
        error.putArray("details")
                .addObject()
                .put("@type", "type.googleapis.com/google.firebase.fcm.v1.FcmError")
                .put("errorCode", "INVALID_ARGUMENT");
        return error;
    }

    private static void badRequest(ObjectNode error, String field) {
        error.withArray("details")
                .addObject()
                .put("@type", "type.googleapis.com/google.rpc.BadRequest")
                .putArray("fieldViolations")
                .addObject()
                .put("field", field);
    }
}
