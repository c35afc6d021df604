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
import dev.opportune.connectors.Provider;
import dev.opportune.connectors.wire.Outcomes;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// FCM's answer to one message, or that of a proxy on the way, which may be HTML.
///
/// @param name the message's name, when it was accepted
/// @param retryAfter what the header asked for
record FcmAnswer(
        int status,
        @Nullable String name,
        FcmError error,
        @Nullable Duration retryAfter) {

    /// "Wait at least 10 seconds before the first retry" (Firebase, "Scale FCM to large audiences").
    static final Duration LEAST_RETRY = Provider.SOONEST_RETRY;

    static final String UNREADABLE = "unreadable_answer";

    private static final ObjectMapper JSON = new ObjectMapper();

    static FcmAnswer read(int status, byte[] body, @Nullable Duration retryAfter) {
        JsonNode json = parse(body);
        return new FcmAnswer(status, json.path("name").textValue(), FcmError.read(json.path("error")), retryAfter);
    }

    private static JsonNode parse(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }

    /// Whether the bearer token was refused, and nothing else.
    boolean refusesBearer() {
        return status == 401 && error.code() == null && !refusesThirdParty();
    }

    /// Whether Firebase has no good credential for the service behind this device: Apple's, or Web Push.
    boolean refusesThirdParty() {
        return status < 500 && status != 200 && error.isOfThirdParty();
    }

    /// Whether FCM finds the message or the device token wrong and does not say which.
    boolean blamesNobody() {
        return status == 400 && isInvalidArgument() && Culprit.of(error) == Culprit.NOBODY;
    }

    private boolean isInvalidArgument() {
        return FcmErrorCode.INVALID_ARGUMENT.name().equals(word());
    }

    /// Whether FCM, or a proxy before it, has more to do than it can.
    boolean isOverload() {
        return status >= 500;
    }

    /// What became of the message.
    ///
    /// @param quotaWait what the project's spent quota waits for when the answer does not say
    DeliveryOutcome outcome(Duration quotaWait) {
        if (status == 200) return name == null ? new Unconfirmed(UNREADABLE, LEAST_RETRY) : new Accepted(name);
        if (refusesThirdParty()) return ofThirdParty();
        return switch (FcmErrorCode.of(error.code())) {
            case UNREGISTERED -> new Unregistered(word(), null);
            case INVALID_ARGUMENT -> invalidArgument();
            case SENDER_ID_MISMATCH ->
                error.refusesAccount() ? ofTheAccount(accountWord()) : new Rejected(word(), Blame.UNCLEAR);
            case THIRD_PARTY_AUTH_ERROR -> ofThirdParty();
            case QUOTA_EXCEEDED -> throttled(quotaWait);
            case INTERNAL, UNAVAILABLE -> new Unconfirmed(word(), wait(LEAST_RETRY));
            case UNSPECIFIED_ERROR, UNKNOWN -> byStatus(quotaWait);
        };
    }

    /// When all that it objects to is the device token, the payload is known to be good, and the device token is none.
    private DeliveryOutcome invalidArgument() {
        return switch (Culprit.of(error)) {
            case DEVICE -> new Unregistered(word(), null);
            case DEVICE_AT_APPLE -> new Rejected(word(), Blame.DEVICE);
            case MESSAGE, NOBODY -> new Rejected(word(), Blame.MESSAGE);
        };
    }

    /// This message alone waits: what Firebase lacks is for iPhones or browsers, and all others go on. It may pass by
    /// itself, too (firebase-admin-node, issue 2294). An answer of a provider that works, so it is no [NotSent].
    private static DeliveryOutcome ofThirdParty() {
        return new Throttled(FcmErrorCode.THIRD_PARTY_AUTH_ERROR.name(), Outcomes.CONFIGURATION_RETRY, Extent.DEVICE);
    }

    private static DeliveryOutcome ofTheAccount(String word) {
        return new NotSent(word, Outcomes.CONFIGURATION_RETRY, Extent.APP);
    }

    private DeliveryOutcome throttled(Duration quotaWait) {
        return error.limitsDevice()
                ? new Throttled(word(), wait(QuotaWait.FIRST), Extent.DEVICE)
                : new Throttled(word(), wait(quotaWait), Extent.APP);
    }

    /// Whether the project's quota is spent, and for how long is for us to say.
    boolean isQuotaWithoutTerm() {
        return status == 429 && !error.limitsDevice() && retryAfter == null;
    }

    /// Without a code that we know. "A 503 may follow a message that was delivered", so a server's error says
    /// nothing sure, while a client's error says that nothing was handled.
    private DeliveryOutcome byStatus(Duration quotaWait) {
        if (status >= 500) return new Unconfirmed(word(), wait(LEAST_RETRY));
        if (status == 429) return throttled(quotaWait);
        if (error.code() != null) {
            // A code means that FCM has looked at the message: others may fare better.
            return new NotSent(word(), wait(LEAST_RETRY), Extent.DEVICE);
        }
        boolean fromGoogle = error.status() != null;
        return switch (status) {
            case 400, 413 ->
                fromGoogle
                        ? isInvalidArgument() ? invalidArgument() : new Rejected(word(), Blame.MESSAGE)
                        : new NotSent(word(), wait(LEAST_RETRY), Extent.DEVICE);
            case 401, 403 -> ofTheAccount(accountWord());
            // A page says that the path is wrong, and with it the project or the endpoint.
            case 404 -> fromGoogle ? new NotSent(word(), wait(LEAST_RETRY), Extent.DEVICE) : ofTheAccount(word());
            default -> new NotSent(word(), wait(LEAST_RETRY), Extent.DEVICE);
        };
    }

    private Duration wait(Duration otherwise) {
        Duration asked = retryAfter == null ? otherwise : retryAfter;
        return asked.compareTo(LEAST_RETRY) < 0 ? LEAST_RETRY : asked;
    }

    /// Google's reason says more than its status.
    private String accountWord() {
        return ProjectRefusal.word(error, word());
    }

    private String word() {
        String code = error.code();
        if (code != null) return code;
        String known = error.status();
        return known == null ? Outcomes.httpStatus(status) : known;
    }
}
