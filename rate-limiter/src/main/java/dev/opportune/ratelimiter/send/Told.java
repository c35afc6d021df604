package dev.opportune.ratelimiter.send;

import dev.opportune.ratelimiter.Outcome;
import dev.opportune.ratelimiter.redis.Packed;
import java.util.EnumMap;
import java.util.List;
import java.util.TreeMap;

/// What remains of the deliveries of a send that has ended, as `told_of` in `ending.lua` has it.
///
/// @param forReceipt packed, without device tokens
/// @param count how many there are
/// @param outcomes packed, each before how many deliveries have it
/// @param seen whether any device may have seen the send
/// @param acceptedAtMillis when the first delivery was accepted; 0: none was
@SuppressWarnings("ArrayRecordComponent") // never compared; packed at once
record Told(byte[] forReceipt, int count, byte[] outcomes, boolean seen, long acceptedAtMillis) {

    static Told of(List<Delivery> deliveries) {
        var receipt = Packed.within().array(deliveries.size());
        var counts = new EnumMap<Outcome, Integer>(Outcome.class);
        long acceptedAt = 0;
        for (var d : deliveries) {
            var outcome = d.outcome();
            if (outcome == Outcome.ACCEPTED && (acceptedAt == 0 || d.atMillis() < acceptedAt)) {
                acceptedAt = d.atMillis();
            }
            receipt.array(7).put(d.deviceId()).put(d.app()).put(outcome == null ? null : outcome.word());
            receipt.put(d.reason()).put(d.providerId()).put(d.attempts()).put(d.atMillis());
            if (outcome != null) counts.merge(outcome, 1, Integer::sum);
        }
        var outcomes = Packed.within().array(2 * counts.size());
        counts.forEach((outcome, many) -> outcomes.put(outcome.word()).put(many));
        boolean seen = counts.containsKey(Outcome.ACCEPTED) || counts.containsKey(Outcome.UNCONFIRMED);
        return new Told(receipt.bytes(), deliveries.size(), outcomes.bytes(), seen, acceptedAt);
    }

    /// Packed, each app and outcome before how many deliveries have both.
    static byte[] ofApps(List<Delivery> deliveries) {
        var counts = new TreeMap<String, EnumMap<Outcome, Integer>>();
        int members = 0;
        for (var d : deliveries) {
            var outcome = d.outcome();
            if (outcome == null) continue;
            var ofApp = counts.computeIfAbsent(d.app(), _ -> new EnumMap<>(Outcome.class));
            if (ofApp.merge(outcome, 1, Integer::sum) == 1) members += 3;
        }
        var packed = Packed.within().array(members);
        counts.forEach((app, ofApp) -> ofApp.forEach(
                (outcome, many) -> packed.put(app).put(outcome.word()).put(many)));
        return packed.bytes();
    }
}
