package dev.opportune.connectors;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What became of one message for one device. The type says what may be done next: only [NotSent] and [Throttled] are
/// certainly unhandled, and a copy of an [Unconfirmed] one is safe only because its collapse id makes it replace the
/// first.
public sealed interface DeliveryOutcome {

    /// The provider's own word for its answer, or ours where it gave none; readable in receipts.
    String reason();

    /// Whom an answer is about, and so who waits.
    enum Extent {
        /// This device or this message: others may go on.
        DEVICE,
        /// All of the app's messages would get the same answer: its quota, its credentials, the provider itself.
        APP
    }

    /// What a refusal is about.
    enum Blame {
        /// The message, or how we sent it: another message may go to this device.
        MESSAGE,
        /// The device token: nothing gets through to it until it is registered again.
        DEVICE,
        /// The device token or the app's settings, and nobody knows which.
        UNCLEAR
    }

    /// The provider took the message. It does not say that the device has shown it.
    ///
    /// @param providerId the provider's id of the message
    record Accepted(String providerId) implements DeliveryOutcome {
        @Override
        public String reason() {
            return "";
        }
    }

    /// The device token is dead.
    ///
    /// @param since when the provider last knew it dead, if it said so: a device registered again later lives
    record Unregistered(String reason, @Nullable Instant since) implements DeliveryOutcome {}

    /// The provider refused the message and will refuse it again.
    record Rejected(String reason, Blame blame) implements DeliveryOutcome {}

    /// The device token is of another environment, topic or project than the app's, which gets through to others:
    /// nothing gets through to it until it is registered again, or the app has other settings.
    ///
    /// @param settings what these settings are known by, as [Provider#settings] has it
    record Foreign(String reason, String settings) implements DeliveryOutcome {}

    /// The provider refused this attempt and asks for time.
    ///
    /// @param retryAfter the least wait before the next attempt
    record Throttled(String reason, Duration retryAfter, Extent extent) implements DeliveryOutcome {}

    /// Certainly not handled: safe to retry.
    ///
    /// @param retryAfter the least wait before the next attempt; zero when another connection may take it at once
    record NotSent(String reason, Duration retryAfter, Extent extent) implements DeliveryOutcome {}

    /// May have arrived.
    ///
    /// @param retryAfter the least wait before the next attempt
    record Unconfirmed(String reason, Duration retryAfter) implements DeliveryOutcome {}
}
