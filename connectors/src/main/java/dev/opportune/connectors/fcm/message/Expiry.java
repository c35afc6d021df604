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

    /// An instant at which what is left of the moment is written as long as it can be.
    static Instant longestWritten(PushMessage message) {
        return message.deadline().minus(MOST);
    }

    /// What is left of the moment, in whole seconds; 0 keeps nothing.
    static long ttlSeconds(PushMessage message, Instant now) {
        if (message.nowOrNever()) return 0;
        return Math.clamp(Duration.between(now, message.deadline()).toSeconds(), 0, MOST.toSeconds());
    }

    /// That very second, since the epoch; 0 keeps nothing.
    static long epochSecond(PushMessage message, Instant now) {
        if (message.nowOrNever()) return 0;
        return Math.min(message.deadline().getEpochSecond(), now.getEpochSecond() + MOST_AT_APPLE.toSeconds());
    }
}
