package dev.opportune.connectors.apns;

import com.eatthepath.pushy.apns.PushNotificationResponse;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Accepted;
import dev.opportune.connectors.DeliveryOutcome.Blame;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.connectors.DeliveryOutcome.NotSent;
import dev.opportune.connectors.DeliveryOutcome.Rejected;
import dev.opportune.connectors.DeliveryOutcome.Throttled;
import dev.opportune.connectors.DeliveryOutcome.Unregistered;
import dev.opportune.connectors.Provider;
import dev.opportune.connectors.apns.ApnsReason.Remedy;
import dev.opportune.connectors.wire.Outcomes;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Apple's answer to one message.
///
/// @param reason Apple's word, null where there was none or none that could be read
/// @param since the `timestamp` of a 410
record ApnsAnswer(
        int status, @Nullable String reason, @Nullable Instant since) {

    /// One new provider token in 20 minutes, or the connection refuses: "Establishing a token-based connection to
    /// APNs". A fresh connection has a count of its own, so this bounds only how often one is tried.
    static final Duration RENEWAL_RETRY = Duration.ofSeconds(1);

    /// Apple names no time for 429: enough for one device to drain, well inside a moment.
    static final Duration DEVICE_RETRY = Duration.ofSeconds(30);

    /// Apple names no time for 500 either, and advises 15 minutes, which outlasts most moments: the least wait
    /// before the first retry, from which the caller backs off.
    static final Duration SERVER_RETRY = Provider.SOONEST_RETRY;

    private static final Set<ApnsReason> ABOUT_TOPIC = EnumSet.of(
            ApnsReason.DEVICE_TOKEN_NOT_FOR_TOPIC,
            ApnsReason.BAD_TOPIC,
            ApnsReason.MISSING_TOPIC,
            ApnsReason.TOPIC_DISALLOWED);

    private static final Pattern STATUS = Pattern.compile("[1-9][0-9]{2}");

    /// What becomes of a connection.
    enum Connection {
        STAYS,
        /// It is of no more use.
        ENDS,
        /// It is of no use for a while.
        RESTS
    }

    /// The answer of headers alone; null when they had no status.
    static @Nullable ApnsAnswer bodiless(@Nullable CharSequence status) {
        return status == null || !STATUS.matcher(status).matches()
                ? null
                : new ApnsAnswer(Integer.parseInt(status.toString()), null, null);
    }

    static ApnsAnswer of(PushNotificationResponse<?> response) {
        return new ApnsAnswer(
                response.getStatusCode(),
                response.getRejectionReason().orElse(null),
                response.getTokenInvalidationTimestamp().orElse(null));
    }

    /// What became of the message.
    ///
    /// @param apnsId the id under which it went out
    DeliveryOutcome outcome(UUID apnsId) {
        return status == 200 ? new Accepted(apnsId.toString()) : refusal();
    }

    private DeliveryOutcome refusal() {
        String word = word();
        return switch (remedy()) {
            case QUARANTINE -> new Rejected(word, Blame.UNCLEAR);
            case REJECT, BY_STATUS -> new Rejected(word, Blame.MESSAGE);
            case UNREGISTER -> new Unregistered(word, since);
            case CONFIGURE -> new NotSent(word, Outcomes.CONFIGURATION_RETRY, Extent.APP);
            case RECONNECT -> new NotSent(word, RENEWAL_RETRY, Extent.DEVICE);
            case REST -> new Throttled(word, Outcomes.CONFIGURATION_RETRY, Extent.DEVICE);
            case SPARE_DEVICE -> new Throttled(word, DEVICE_RETRY, Extent.DEVICE);
            case TRY_AGAIN -> new Throttled(word, SERVER_RETRY, Extent.DEVICE);
            case BACK_OFF -> new Throttled(word, SERVER_RETRY, Extent.APP);
        };
    }

    /// What becomes of the connection that it came on.
    Connection connection() {
        return switch (remedy()) {
            case RECONNECT -> Connection.ENDS;
            case REST -> Connection.RESTS;
            case REJECT, QUARANTINE, UNREGISTER, CONFIGURE, SPARE_DEVICE, BACK_OFF, TRY_AGAIN, BY_STATUS ->
                Connection.STAYS;
        };
    }

    /// Apple's word, or the status where there was none.
    String word() {
        return reason == null ? Outcomes.httpStatus(status) : reason;
    }

    boolean isAccepted() {
        return status == 200;
    }

    /// Whether the device token does not fit the app, or the app's settings do not fit it. One that is merely dead is
    /// not: "410 does not count" against us.
    boolean isBadDeviceToken() {
        return !isAccepted() && remedy() == Remedy.QUARANTINE;
    }

    /// Whether it is the topic that does not fit.
    boolean isOfTopic() {
        return ABOUT_TOPIC.contains(ApnsReason.of(reason));
    }

    /// Whether all of the app's messages get this answer, until somebody repairs its configuration.
    boolean isMisconfiguration() {
        return !isAccepted() && remedy() == Remedy.CONFIGURE;
    }

    /// Whether the provider token is over an hour old by Apple's clock.
    boolean isExpiredProviderToken() {
        return ApnsReason.of(reason) == ApnsReason.EXPIRED_PROVIDER_TOKEN;
    }

    /// Whether Apple has more to do than it can.
    boolean isOverload() {
        return !isAccepted() && remedy() == Remedy.BACK_OFF;
    }

    /// Whether Apple went as far as to judge the message, so that it believed our provider token.
    boolean isJudged() {
        return isAccepted()
                || switch (remedy()) {
                    case REJECT, QUARANTINE, UNREGISTER, SPARE_DEVICE -> reason != null;
                    case CONFIGURE, RECONNECT, REST, BACK_OFF, TRY_AGAIN, BY_STATUS -> false;
                };
    }

    private Remedy remedy() {
        Remedy named = ApnsReason.of(reason).remedy();
        return named == Remedy.BY_STATUS ? byStatus() : named;
    }

    private Remedy byStatus() {
        if (status >= 500) return Remedy.BACK_OFF;
        return switch (status) {
            case 403 -> Remedy.CONFIGURE;
            case 410 -> Remedy.UNREGISTER;
            case 413 -> Remedy.REJECT;
            case 429 -> Remedy.SPARE_DEVICE;
            default -> Remedy.TRY_AGAIN;
        };
    }
}
