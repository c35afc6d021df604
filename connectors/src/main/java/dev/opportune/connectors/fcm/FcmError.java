package dev.opportune.connectors.fcm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `error` of an answer: a `google.rpc.Status` with details, as FCM and what stands before it at Google write it. Of
/// another body, such as a proxy's page, nothing is known.
///
/// @param code `errorCode` of the `FcmError` among the details, null when there is none
/// @param status `status`, null when the body cannot be read
/// @param sentence `message`, lower case; empty when there is none
/// @param reason `reason` of the `ErrorInfo` among the details, null when there is none
/// @param apnsReason Apple's word, of an `ApnsError` among the details; null when there is none
/// @param saysWebPush whether a `WebPushError` is among the details
/// @param fields which fields they are that a `BadRequest` among the details names
/// @param limitsDevice whether the quotas that a `QuotaFailure` among the details names, or else the sentence, are the
/// device's alone
record FcmError(
        @Nullable String code,
        @Nullable String status,
        String sentence,
        @Nullable String reason,
        @Nullable String apnsReason,
        boolean saysWebPush,
        Fields fields,
        boolean limitsDevice) {

    /// The fields that a `BadRequest` names.
    enum Fields {
        NONE,
        /// The device token's alone.
        ADDRESS,
        OTHERS
    }

    /// Three times the longest of Google's words: a word goes into receipts, and a page may hold anything.
    private static final int LONGEST_WORD = 64;

    private static final String FCM = "type.googleapis.com/google.firebase.fcm.v1.";
    private static final String RPC = "type.googleapis.com/google.rpc.";
    private static final String ADDRESS_FIELD = "message.token";

    static FcmError read(JsonNode error) {
        JsonNode details = error.path("details");
        JsonNode apns = detail(details, FCM + "ApnsError");
        return new FcmError(
                word(detail(details, FCM + "FcmError").path("errorCode")),
                word(error.path("status")),
                error.path("message").asText("").strip().toLowerCase(Locale.ROOT),
                word(detail(details, RPC + "ErrorInfo").path("reason")),
                apns.isMissingNode() ? null : apns.path("reason").asText(""),
                !detail(details, FCM + "WebPushError").isMissingNode(),
                fields(detail(details, RPC + "BadRequest").path("fieldViolations")),
                limitsDevice(detail(details, RPC + "QuotaFailure").path("violations"), error));
    }

    private static JsonNode detail(JsonNode details, String type) {
        for (JsonNode detail : details) {
            if (type.equals(detail.path("@type").textValue())) return detail;
        }
        return MissingNode.getInstance();
    }

    private static Fields fields(JsonNode violations) {
        if (violations.isEmpty()) return Fields.NONE;
        for (JsonNode violation : violations) {
            if (!ADDRESS_FIELD.equals(violation.path("field").textValue())) return Fields.OTHERS;
        }
        return Fields.ADDRESS;
    }

    /// "Device message rate exceeded" is one of three quotas (Firebase, "ErrorCode"). How a violation names it is not
    /// said: one that does not speak of a device is the project's.
    private static boolean limitsDevice(JsonNode violations, JsonNode error) {
        if (violations.isEmpty()) {
            return error.path("message").asText("").toLowerCase(Locale.ROOT).contains("device message rate");
        }
        for (JsonNode violation : violations) {
            String words = violation.path("subject").asText("")
                    + violation.path("description").asText("");
            if (!words.toLowerCase(Locale.ROOT).contains("device")) return false;
        }
        return true;
    }

    private static @Nullable String word(JsonNode node) {
        String text = node.textValue();
        return text == null || text.length() <= LONGEST_WORD ? text : text.substring(0, LONGEST_WORD);
    }

    /// Whether what is refused is the Firebase project's own credential at Apple or a Web Push service: then only
    /// iPhones or browsers are concerned. The sentence may be that of an OAuth failure all the same
    /// (firebase-admin-node, issue 3215).
    boolean isOfThirdParty() {
        return FcmErrorCode.of(code) == FcmErrorCode.THIRD_PARTY_AUTH_ERROR
                || (code == null && sentence.contains("auth error from apns or web push"));
    }

    /// Whether Google refuses the service account, whatever `code` says beside it: a missing permission was seen to
    /// come
    /// as `SENDER_ID_MISMATCH` (firebase-admin-go, issue 238), and must not be taken for the devices' fault.
    boolean refusesAccount() {
        return (reason != null && ProjectRefusal.remedy(reason) != null) || speaksOfPermission();
    }

    boolean speaksOfPermission() {
        return sentence.contains("does not have permission")
                || (sentence.startsWith("permission ") && sentence.contains(" denied"));
    }
}
