package dev.opportune.ratelimiter.send;

import dev.opportune.ratelimiter.history.Waited;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A lane's right to dispatch one send.
///
/// @param fence rises with every lease of the send: tells a late owner from the present one
/// @param deliveries one for each device, with what is known of it
/// @param holdUntilMillis the start of the user's quiet hours, by Redis' clock, past which the lane may not hold the
///     send; [Long#MAX_VALUE] when there is none
/// @param endsNanos by [System#nanoTime], counted from before the call that gave it; later once it is renewed
/// @param touched null: it left no touch, so that nothing is heard of it
/// @param waited what became of the send before, which goes into its receipt
/// @param reader whom its words are for; null: it has no template
public record Lease(
        long fence,
        List<Delivery> deliveries,
        long holdUntilMillis,
        long endsNanos,
        @Nullable Touched touched,
        Waited waited,
        @Nullable Reader reader) {

    /// Of a send that left no touch.
    public Lease(long fence, List<Delivery> deliveries, long holdUntilMillis, long endsNanos) {
        this(fence, deliveries, holdUntilMillis, endsNanos, null, Waited.NONE, null);
    }

    static long holdUntil(long replied) {
        return replied == 0 ? Long.MAX_VALUE : replied;
    }
}
