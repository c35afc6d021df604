package dev.opportune.connectors.fcm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Accepted;
import dev.opportune.connectors.DeliveryOutcome.Blame;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.connectors.DeliveryOutcome.NotSent;
import dev.opportune.connectors.DeliveryOutcome.Rejected;
import dev.opportune.connectors.DeliveryOutcome.Throttled;
import dev.opportune.connectors.DeliveryOutcome.Unconfirmed;
import dev.opportune.connectors.DeliveryOutcome.Unregistered;
import dev.opportune.connectors.wire.Outcomes;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// FCM's answer to one message, or that of a proxy on the way, which may be HTML.
///
/// @param name the message's name, when it was accepted
/// @param errorCode `errorCode` of the `FcmError` among the details, null when there is none
/// @param errorStatus `error.status`, null when the body cannot be read
/// @param blamesAddress whether the fields that a `BadRequest` among the details names are the device token's alone
/// @param limitsDevice whether the quotas that a `QuotaFailure` among the details names are the device's alone
/// @param retryAfter what the header asked for
record FcmAnswer(
        int status,
        @Nullable String name,
        @Nullable String errorCode,
        @Nullable String errorStatus,
        boolean blamesAddress,
        boolean limitsDevice,
        @Nullable Duration retryAfter) {

    /// "Wait at least 10 seconds before the first retry" (Firebase, "Scale FCM to large audiences").
    static final Duration LEAST_RETRY = Duration.ofSeconds(10);

    static final String UNREADABLE = "unreadable_answer";

    /// Three times the longest of Google's words: a word goes into receipts, and a page may hold anything.
    private static final int LONGEST_WORD = 64;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FCM_ERROR = "type.googleapis.com/google.firebase.fcm.v1.FcmError";
    private static final String BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest";
    private static final String QUOTA_FAILURE = "type.googleapis.com/google.rpc.QuotaFailure";
    private static final String ADDRESS_FIELD = "message.token";

    static FcmAnswer read(int status, byte[] body, @Nullable Duration retryAfter) {
        JsonNode json = parse(body);
        JsonNode error = json.path("error");
        JsonNode details = error.path("details");
        return new FcmAnswer(
                status,
                text(json.path("name")),
                word(detail(details, FCM_ERROR).path("errorCode")),
                word(error.path("status")),
                namesAddressAlone(detail(details, BAD_REQUEST).path("fieldViolations")),
                namesDeviceAlone(detail(details, QUOTA_FAILURE).path("violations")),
                retryAfter);
    }

    private static JsonNode parse(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }

    private static JsonNode detail(JsonNode details, String type) {
        for (JsonNode detail : details) {
            if (type.equals(text(detail.path("@type")))) {
                return detail;
            }
        }
        return JSON.missingNode();
    }

    private static boolean namesAddressAlone(JsonNode violations) {
        for (JsonNode violation : violations) {
            if (!ADDRESS_FIELD.equals(text(violation.path("field")))) {
                return false;
            }
        }
        return !violations.isEmpty();
    }

    /// "Device message rate exceeded" is one of three quotas (Firebase, "ErrorCode"). How a violation names it is not
    /// said: one that does not speak of a device is the project's.
    private static boolean namesDeviceAlone(JsonNode violations) {
        for (JsonNode violation : violations) {
            String words = violation.path("subject").asText("")
                    + violation.path("description").asText("");
            if (!words.toLowerCase(Locale.ROOT).contains("device")) {
                return false;
            }
        }
        return !violations.isEmpty();
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() ? node.textValue() : null;
    }

    private static @Nullable String word(JsonNode node) {
        String text = text(node);
        return text == null || text.length() <= LONGEST_WORD ? text : text.substring(0, LONGEST_WORD);
    }

    /// Whether the bearer token was refused, and nothing else.
    boolean refusesBearer() {
        return status == 401 && errorCode == null;
    }

    /// Whether FCM, or a proxy before it, has more to do than it can.
    boolean isOverload() {
        return status >= 500;
    }

    /// What became of the message.
    ///
    /// @param quotaWait what the project's spent quota waits for when the answer does not say
    DeliveryOutcome outcome(Duration quotaWait) {
        if (status == 200) {
            return name == null ? new Unconfirmed(UNREADABLE, LEAST_RETRY) : new Accepted(name);
        }
        return switch (FcmErrorCode.of(errorCode)) {
            case UNREGISTERED -> new Unregistered(word(), null);
            case INVALID_ARGUMENT -> invalidArgument();
            case SENDER_ID_MISMATCH -> new Rejected(word(), Blame.DEVICE);
            case THIRD_PARTY_AUTH_ERROR -> new NotSent(word(), Outcomes.CONFIGURATION_RETRY, Extent.APP);
            case QUOTA_EXCEEDED -> throttled(quotaWait);
            case INTERNAL, UNAVAILABLE -> new Unconfirmed(word(), wait(LEAST_RETRY));
            case UNSPECIFIED_ERROR, UNKNOWN -> byStatus(quotaWait);
        };
    }

    /// FCM says so of a bad payload and of a bad device token. When all that it objects to is the device token, the
    /// payload is known to be good, and the device token is none.
    private DeliveryOutcome invalidArgument() {
        return blamesAddress ? new Unregistered(word(), null) : new Rejected(word(), Blame.MESSAGE);
    }

    private DeliveryOutcome throttled(Duration quotaWait) {
        return limitsDevice
                ? new Throttled(word(), wait(QuotaWait.FIRST), Extent.DEVICE)
                : new Throttled(word(), wait(quotaWait), Extent.APP);
    }

    /// Whether the project's quota is spent, and for how long is for us to say.
    boolean isQuotaWithoutTerm() {
        return status == 429 && !limitsDevice && retryAfter == null;
    }

    /// Without a code that we know. "A 503 may follow a message that was delivered", so a server's error says
    /// nothing sure, while a client's error says that nothing was handled.
    private DeliveryOutcome byStatus(Duration quotaWait) {
        if (status >= 500) {
            return new Unconfirmed(word(), wait(LEAST_RETRY));
        }
        if (status == 429) {
            return throttled(quotaWait);
        }
        if (errorCode != null) {
            // A code means that FCM has looked at the message: others may fare better.
            return new NotSent(word(), wait(LEAST_RETRY), Extent.DEVICE);
        }
        boolean fromGoogle = errorStatus != null;
        return switch (status) {
            case 400, 413 ->
                fromGoogle
                        ? new Rejected(word(), Blame.MESSAGE)
                        : new NotSent(word(), wait(LEAST_RETRY), Extent.DEVICE);
            case 401, 403 -> new NotSent(word(), Outcomes.CONFIGURATION_RETRY, Extent.APP);
            // A page says that the path is wrong, and with it the project or the endpoint.
            case 404 ->
                fromGoogle
                        ? new NotSent(word(), wait(LEAST_RETRY), Extent.DEVICE)
                        : new NotSent(word(), Outcomes.CONFIGURATION_RETRY, Extent.APP);
            default -> new NotSent(word(), wait(LEAST_RETRY), Extent.DEVICE);
        };
    }

    private Duration wait(Duration otherwise) {
        Duration asked = retryAfter == null ? otherwise : retryAfter;
        return asked.compareTo(LEAST_RETRY) < 0 ? LEAST_RETRY : asked;
    }

    private String word() {
        if (errorCode != null) {
            return errorCode;
        }
        return errorStatus == null ? Outcomes.httpStatus(status) : errorStatus;
    }
}
