package dev.opportune.ratelimiter.send;

import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.event.About;
import dev.opportune.ratelimiter.redis.Unpacked;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The terminal record of a send.
///
/// @param state a terminal one
/// @param reason why, where the state alone does not say
public record Receipt(
        String sendId,
        About about,
        SendState state,
        @Nullable String reason,
        long deadlineMillis,
        List<Delivery> deliveries) {

    static Receipt read(String sendId, byte[] packed) {
        var from = new Unpacked(packed);
        from.array();
        from.skip(1); // layout
        return new Receipt(
                sendId,
                About.read(from.bytes()),
                state(from.text()),
                from.textOrNull(),
                from.number(),
                Delivery.readFromReceipt(from.bytes()));
    }

    static SendState state(String word) {
        return SendState.of(word).orElseThrow(() -> new IllegalStateException("an unknown state: " + word));
    }
}
