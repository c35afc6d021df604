package dev.opportune.simulator.fcm;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.opportune.simulator.behaviour.FcmErrorCode;
import dev.opportune.simulator.behaviour.FcmForm;
import dev.opportune.simulator.behaviour.ProjectRefusal;
import dev.opportune.simulator.wire.Answer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// FCM's sentences and details, as people have reported them.
final class FcmForms {

    static final String BARE = "Request contains an invalid argument.";
    static final String TOO_BIG = "Android message is too big";

    private static final String UNAUTHENTICATED =
            "Request had invalid authentication credentials. Expected OAuth 2 access token.";
    private static final String PERMISSION = "Permission 'cloudmessaging.messages.create' denied on resource"
            + " '//cloudresourcemanager.googleapis.com/projects/%s' (or it may not exist).";
    private static final String FCM = "type.googleapis.com/google.firebase.fcm.v1.";
    private static final String RPC = "type.googleapis.com/google.rpc.";
    private static final JsonMapper JSON = new JsonMapper();

    private FcmForms() {}

    /// A code in one of its forms.
    ///
    /// @param form null for the usual one
    static Answer of(FcmErrorCode code, @Nullable FcmForm form, String project, @Nullable Duration retryAfter) {
        return switch (form) {
            case null -> FcmErrors.of(code, usual(code), retryAfter);
            case TOKEN_IN_SENTENCE ->
                FcmErrors.of(code, "The registration token is not a valid FCM registration token", retryAfter);
            case TOKEN_IN_BAD_REQUEST ->
                FcmErrors.of(code, BARE, retryAfter, violation("message.token", "Invalid registration token"));
            case TOKEN_AT_APPLE -> FcmErrors.of(code, BARE, retryAfter, apns(400, "BadDeviceToken"));
            case TOO_BIG -> FcmErrors.of(code, TOO_BIG, retryAfter);
            case DATA_TYPE -> {
                String sentence = "Invalid value at 'message.data[0].value' (TYPE_STRING), 1";
                yield FcmErrors.withDetails(
                        code, sentence, retryAfter, List.of(violation("message.data[0].value", sentence)));
            }
            case IPHONE -> FcmErrors.of(code, usual(code), retryAfter, apns(403, "InvalidProviderToken"));
            case BROWSER -> FcmErrors.of(code, usual(code), retryAfter, detail(FCM + "WebPushError"));
            case OAUTH_SENTENCE ->
                FcmErrors.of(
                        code,
                        "Request is missing required authentication credential. Expected OAuth 2 access token, login"
                                + " cookie or other valid authentication credential.",
                        retryAfter);
            case NO_PERMISSION -> FcmErrors.of(code, PERMISSION.formatted(project), retryAfter);
            case NOT_REGISTERED -> FcmErrors.of(code, "NotRegistered", retryAfter);
            case OF_THE_DEVICE -> {
                ObjectNode failure = detail(RPC + "QuotaFailure");
                failure.putArray("violations").addObject().put("description", "Device message rate exceeded");
                yield FcmErrors.of(code, usual(code), retryAfter, failure);
            }
        };
    }

    /// What Google's front answers when it takes nothing of the account: no `FcmError`.
    static Answer of(ProjectRefusal refusal, String project) {
        String sentence = switch (refusal) {
            case SERVICE_DISABLED ->
                "Firebase Cloud Messaging API has not been used in project " + project
                        + " before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/"
                        + "api/fcm.googleapis.com/overview?project=" + project + " then retry.";
            case IAM_PERMISSION_DENIED -> PERMISSION.formatted(project);
            case CONSUMER_INVALID -> "Project '" + project + "' not found or deleted.";
        };
        ObjectNode info =
                detail(RPC + "ErrorInfo").put("reason", refusal.name()).put("domain", "googleapis.com");
        info.putObject("metadata").put("service", "fcm.googleapis.com").put("consumer", "projects/" + project);
        return FcmErrors.withDetails(FcmErrorCode.SENDER_ID_MISMATCH, sentence, null, List.of(info));
    }

    private static String usual(FcmErrorCode code) {
        return switch (code) {
            case UNSPECIFIED_ERROR -> "Unknown error.";
            case INVALID_ARGUMENT -> BARE;
            case THIRD_PARTY_AUTH_ERROR -> "Auth error from APNS or Web Push Service";
            case UNAUTHENTICATED -> UNAUTHENTICATED;
            case SENDER_ID_MISMATCH -> "SenderId mismatch";
            case UNREGISTERED -> "Requested entity was not found.";
            case QUOTA_EXCEEDED -> "Quota exceeded for quota metric 'Send requests'.";
            case INTERNAL -> "Internal error encountered.";
            case UNAVAILABLE -> "The service is currently unavailable.";
        };
    }

    private static ObjectNode detail(String type) {
        return JSON.createObjectNode().put("@type", type);
    }

    private static ObjectNode apns(int status, String reason) {
        return detail(FCM + "ApnsError").put("statusCode", status).put("reason", reason);
    }

    private static ObjectNode violation(String field, String description) {
        ObjectNode detail = detail(RPC + "BadRequest");
        detail.putArray("fieldViolations").addObject().put("field", field).put("description", description);
        return detail;
    }
}
