package dev.opportune.gateway.send.request;

import dev.opportune.ratelimiter.Outcome;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.event.About;
import dev.opportune.ratelimiter.send.Story;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A send as its caller may see it, alive or ended.
///
/// @param reason why it was suppressed, when it was
public record SendView(
        String sendId,
        About about,
        SendState state,
        @Nullable String reason,
        @Nullable Instant deadline,
        List<Delivery> deliveries) {

    /// The send of a story.
    public static SendView of(Story story) {
        return new SendView(
                story.sendId(),
                story.about(),
                story.state(),
                story.reason(),
                Instant.ofEpochMilli(story.deadlineMillis()),
                Delivery.of(story.deliveries()));
    }

    /// Whether a provider took it before its deadline.
    public boolean isAcceptedInTime() {
        return deadline != null
                && deliveries.stream()
                        .anyMatch(it -> it.outcome == Outcome.ACCEPTED && it.at != null && !it.at.isAfter(deadline));
    }

    /// What became of the send on one device.
    ///
    /// @param deviceId null for a device given in the request
    /// @param outcome null while there is none
    /// @param words in which a template was last pushed; null: none was
    public record Delivery(
            String app,
            @Nullable String deviceId,
            @Nullable Outcome outcome,
            @Nullable String reason,
            @Nullable String providerId,
            int attempts,
            @Nullable Instant at,
            dev.opportune.ratelimiter.send.Delivery.@Nullable Words words) {

        /// As a record or a receipt has them.
        public static List<Delivery> of(List<dev.opportune.ratelimiter.send.Delivery> deliveries) {
            return deliveries.stream()
                    .map(d -> new Delivery(
                            d.app(),
                            d.deviceId(),
                            d.outcome(),
                            d.reason(),
                            d.providerId(),
                            d.attempts(),
                            d.atMillis() == 0 ? null : Instant.ofEpochMilli(d.atMillis()),
                            d.words()))
                    .toList();
        }

        /// Of a send without a template.
        public Delivery(
                String app,
                @Nullable String deviceId,
                @Nullable Outcome outcome,
                @Nullable String reason,
                @Nullable String providerId,
                int attempts,
                @Nullable Instant at) {
            this(app, deviceId, outcome, reason, providerId, attempts, at, null);
        }
    }
}
