package dev.opportune.connectors.fcm.message;

import dev.opportune.connectors.PushMessage;
import java.time.Duration;
import java.time.Instant;

/// The end of a message's moment as each of Firebase's platforms wants it, so that none keeps a message longer than it
/// is worth showing: unasked, all of them keep one for weeks.
final class Expiry {

    /// "Duration in seconds", at most four weeks (AndroidConfig.ttl), and so for browsers.
    private static final Duration MOST = Duration.ofDays(28);

    /// "At most 30 days" from now (Apple, "Sending notification requests to APNs").
    private static final Duration MOST_AT_APPLE = Duration.ofDays(30);

    private Expiry() {}

    /// What is left of the moment, in whole seconds.
    static long ttlSeconds(PushMessage message, Instant now) {
        return Math.clamp(Duration.between(now, message.deadline()).toSeconds(), 0, MOST.toSeconds());
    }

    /// That very second, since the epoch.
    static long epochSecond(PushMessage message, Instant now) {
        return Math.min(message.deadline().getEpochSecond(), now.getEpochSecond() + MOST_AT_APPLE.toSeconds());
    }
}
