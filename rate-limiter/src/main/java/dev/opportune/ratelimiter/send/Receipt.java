package dev.opportune.ratelimiter.send;

import dev.opportune.ratelimiter.redis.Unpacked;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The terminal record of a send.
///
/// @param reason why, where the state alone does not say
public record Receipt(
        String sendId,
        String user,
        String category,
        @Nullable String campaign,
        @Nullable String ref,
        String state,
        @Nullable String reason,
        long deadlineMillis,
        String policyVersion,
        List<Delivery> deliveries) {

    static Receipt read(String sendId, byte[] packed) {
        var from = new Unpacked(packed);
        from.array();
        from.skip(1); // layout
        var about = new Unpacked(from.bytes());
        return new Receipt(
                sendId,
                about.text(),
                about.text(),
                about.textOrNull(),
                about.textOrNull(),
                from.text(),
                from.textOrNull(),
                from.number(),
                about.text(),
                Delivery.readFromReceipt(from.bytes()));
    }
}
