package dev.opportune.simulator.fcm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import dev.opportune.simulator.TestClient;
import dev.opportune.simulator.behaviour.DeviceRefusal;
import dev.opportune.simulator.behaviour.FcmErrorCode;
import dev.opportune.simulator.behaviour.FcmForm;
import dev.opportune.simulator.behaviour.ProjectRefusal;
import dev.opportune.simulator.behaviour.TokenFault;
import java.net.http.HttpClient;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Answers as FCM gives them in the field.
class FcmFormsIT {

    private static final JsonMapper JSON = new JsonMapper();

    @AutoClose
    private final Simulator simulator = Simulator.start(SimulatorSettings.defaults());

    @AutoClose
    private final TestClient client = new TestClient(simulator);

    /// The types of the details in their order, without what comes before the last dot.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            TOKEN_IN_SENTENCE    | 400 | FcmError            | The registration token is not a valid FCM registration token
            TOKEN_IN_BAD_REQUEST | 400 | FcmError BadRequest | Request contains an invalid argument.
            TOKEN_AT_APPLE       | 400 | FcmError ApnsError  | Request contains an invalid argument.
            TOO_BIG              | 400 | FcmError            | Android message is too big
            DATA_TYPE            | 400 | BadRequest          | Invalid value at 'message.data[0].value' (TYPE_STRING), 1
            IPHONE               | 401 | FcmError ApnsError  | Auth error from APNS or Web Push Service
            BROWSER              | 401 | FcmError WebPushError | Auth error from APNS or Web Push Service
            OAUTH_SENTENCE       | 401 | FcmError            | Request is missing required authentication credential.
            NO_PERMISSION        | 403 | FcmError            | Permission 'cloudmessaging.messages.create' denied on resource
            NOT_REGISTERED       | 404 | FcmError            | NotRegistered
            OF_THE_DEVICE        | 429 | FcmError QuotaFailure | Quota exceeded
            """)
    void a_form_has_its_status_details_and_sentence(FcmForm form, int status, String details, String sentence)
            throws Exception {
        simulator.behaviour().refuse("t-1", DeviceRefusal.always(form));
        var answer = push();

        assertThat(answer.path("code").asInt()).isEqualTo(status);
        assertThat(types(answer)).isEqualTo(details);
        assertThat(answer.path("message").asText()).startsWith(sentence);
    }

    @Test
    void a_code_without_a_form_has_an_FcmError_alone() throws Exception {
        simulator.behaviour().refuse("t-1", DeviceRefusal.always(FcmErrorCode.INVALID_ARGUMENT));
        var answer = push();
        assertThat(types(answer)).isEqualTo("FcmError");
        assertThat(answer.path("message").asText()).isEqualTo("Request contains an invalid argument.");
    }

    @Test
    void a_form_of_another_code_is_an_error() {
        assertThatThrownBy(() -> new DeviceRefusal(FcmErrorCode.UNREGISTERED, 1, null, null, FcmForm.IPHONE))
                .hasMessage("form: iphone (expected: one of UNREGISTERED's)");
    }

    @ParameterizedTest
    @EnumSource(ProjectRefusal.class)
    void a_project_is_refused_so_many_times_with_an_ErrorInfo_and_no_FcmError(ProjectRefusal refusal) throws Exception {
        simulator.behaviour().refuseProject(refusal, 1);
        var answer = push();
        assertThat(answer.path("status").asText()).isEqualTo("PERMISSION_DENIED");
        assertThat(types(answer)).isEqualTo("ErrorInfo");
        assertThat(answer.at("/details/0/reason").asText()).isEqualTo(refusal.name());
        assertThat(push().isMissingNode()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_SIGNATURE,400,invalid_grant,Invalid JWT Signature.",
        "ACCOUNT_NOT_FOUND,400,invalid_grant,Invalid grant: account not found",
        "WRONG_CLOCK,400,invalid_grant,Invalid JWT: Token must be a short-lived token",
        "DISABLED_CLIENT,401,disabled_client,The OAuth client was disabled."
    })
    void the_token_endpoint_refuses_in_Googles_words(TokenFault fault, int status, String error, String description)
            throws Exception {
        simulator.behaviour().failAccessTokens(fault, 1);
        var answer = client.token(client.assertion().build(), HttpClient.Version.HTTP_2);
        var json = JSON.readTree(answer.body());
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(json.path("error").asText()).isEqualTo(error);
        assertThat(json.path("error_description").asText()).startsWith(description);
    }

    private JsonNode push() throws Exception {
        return JSON.readTree(client.fcm(client.accessToken(), "{\"message\":{\"token\":\"t-1\"}}")
                        .body())
                .path("error");
    }

    private static String types(JsonNode error) {
        return String.join(
                " ",
                error.path("details")
                        .valueStream()
                        .map(detail -> detail.path("@type").asText())
                        .map(type -> type.substring(type.lastIndexOf('.') + 1))
                        .toList());
    }
}
