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
import org.jspecify.annotations.Nullable;

/// FCM's answer to one message, or that of a proxy on the way, which may be HTML.
///
/// @param name the message's name, when it was accepted
/// @param errorCode `errorCode` of the `FcmError` among the details, null when there is none
/// @param errorStatus `error.status`, null when the body cannot be read
/// @param retryAfter what the header asked for
record FcmAnswer(
        int status,
        @Nullable String name,
        @Nullable String errorCode,
        @Nullable String errorStatus,
        @Nullable Duration retryAfter) {

    /// "Wait at least 10 seconds before the first retry" (Firebase, "Scale FCM to large audiences").
    static final Duration LEAST_RETRY = Duration.ofSeconds(10);

    /// "429: retry after the duration in the header, or 60 seconds" (same page).
    static final Duration QUOTA_RETRY = Duration.ofSeconds(60);

    static final String UNREADABLE = "unreadable_answer";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FCM_ERROR = "type.googleapis.com/google.firebase.fcm.v1.FcmError";

    static FcmAnswer read(int status, byte[] body, @Nullable Duration retryAfter) {
        JsonNode json = parse(body);
        JsonNode error = json.path("error");
        return new FcmAnswer(status, text(json.path("name")), errorCode(error), text(error.path("status")), retryAfter);
    }

    private static JsonNode parse(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }

    private static @Nullable String errorCode(JsonNode error) {
        for (JsonNode detail : error.path("details")) {
            if (FCM_ERROR.equals(text(detail.path("@type")))) {
                return text(detail.path("errorCode"));
            }
        }
        return null;
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() ? node.textValue() : null;
    }

    /// Whether the bearer token was refused, and nothing else.
    boolean refusesBearer() {
        return status == 401 && errorCode == null;
    }

    /// What became of the message.
    DeliveryOutcome outcome() {
        if (status == 200) {
            return name == null ? new Unconfirmed(UNREADABLE, LEAST_RETRY) : new Accepted(name);
        }
        return switch (FcmErrorCode.of(errorCode)) {
            case UNREGISTERED -> new Unregistered(word(), null);
            case INVALID_ARGUMENT -> new Rejected(word(), Blame.MESSAGE);
            case SENDER_ID_MISMATCH -> new Rejected(word(), Blame.DEVICE);
            case THIRD_PARTY_AUTH_ERROR -> new NotSent(word(), Outcomes.CONFIGURATION_RETRY, Extent.APP);
            case QUOTA_EXCEEDED -> new Throttled(word(), wait(QUOTA_RETRY), Extent.APP);
            case INTERNAL, UNAVAILABLE -> new Unconfirmed(word(), wait(LEAST_RETRY));
            case UNSPECIFIED_ERROR, UNKNOWN -> byStatus();
        };
    }

    /// Without a code that we know. "A 503 may follow a message that was delivered", so a server's error says
    /// nothing sure, while a client's error says that nothing was handled.
    private DeliveryOutcome byStatus() {
        if (status >= 500) {
            return new Unconfirmed(word(), wait(LEAST_RETRY));
        }
        return switch (status) {
            case 429 -> new Throttled(word(), wait(QUOTA_RETRY), Extent.APP);
            case 400, 413 ->
                errorStatus == null
                        ? new NotSent(word(), wait(LEAST_RETRY), Extent.DEVICE)
                        : new Rejected(word(), Blame.MESSAGE);
            case 401, 403, 404 -> new NotSent(word(), Outcomes.CONFIGURATION_RETRY, Extent.APP);
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
