package dev.opportune.ratelimiter.send;

import dev.opportune.ratelimiter.Outcome;
import dev.opportune.ratelimiter.redis.Packed;
import java.util.List;

/// What remains of the deliveries of a send that has ended, as `told_of` in `ending.lua` has it.
final class Told {

    private static final Outcome[] OUTCOMES = Outcome.values();

    private Told() {}

    /// The deliveries as a receipt has them: without device tokens.
    static void forReceipt(List<Delivery> deliveries, Packed to) {
        to.array(deliveries.size());
        for (var d : deliveries) {
            var outcome = d.outcome();
            to.array(7).put(d.deviceId()).put(d.app()).put(outcome == null ? null : outcome.word());
            to.put(d.reason()).put(d.providerId()).put(d.attempts()).put(d.atMillis());
        }
    }

    /// The outcomes, each before how many deliveries have it. Gives whether any device may have seen the send.
    static boolean outcomes(List<Delivery> deliveries, Packed to) {
        var counts = new int[OUTCOMES.length];
        int kinds = 0;
        for (var d : deliveries) {
            var outcome = d.outcome();
            if (outcome != null && counts[outcome.ordinal()]++ == 0) kinds++;
        }
        to.array(2 * kinds);
        for (var outcome : OUTCOMES) {
            int count = counts[outcome.ordinal()];
            if (count > 0) to.put(outcome.word()).put(count);
        }
        return counts[Outcome.ACCEPTED.ordinal()] + counts[Outcome.UNCONFIRMED.ordinal()] > 0;
    }
}
