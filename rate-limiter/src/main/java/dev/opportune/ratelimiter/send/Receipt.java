package dev.opportune.ratelimiter.send;

import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.event.About;
import dev.opportune.ratelimiter.redis.Fields;
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

    private static final int LAYOUT = 2;

    /// Where the head has when it was written, and after that the lengths of so many strings.
    static final int WRITTEN_AT = 13;

    static final int STRINGS = 6;

    static Receipt read(String sendId, byte[] packed) {
        var from = new Fields(packed);
        int layout = from.one();
        if (layout != LAYOUT) throw new IllegalStateException("layout " + layout + " of the receipt of send " + sendId);
        int _ = from.four(); // fence
        long deadline = from.eight();
        long _ = from.eight(); // when it was written
        int[] lengths = from.lengths(STRINGS); // owner, answer, state, reason, about, deliveries
        from.skip(lengths[0] + lengths[1]);
        var state = state(from.text(lengths[2]));
        var reason = from.textOrNull(lengths[3]);
        return new Receipt(
                sendId,
                About.read(from.bytes(lengths[4])),
                state,
                reason,
                deadline,
                Delivery.readFromReceipt(from.bytes(lengths[5])));
    }

    static SendState state(String word) {
        return SendState.of(word).orElseThrow(() -> new IllegalStateException("an unknown state: " + word));
    }
}
