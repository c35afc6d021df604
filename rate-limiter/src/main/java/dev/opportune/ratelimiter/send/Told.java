package dev.opportune.ratelimiter.send;

import dev.opportune.ratelimiter.Outcome;
import dev.opportune.ratelimiter.redis.Packed;
import java.util.EnumMap;
import java.util.List;
import java.util.TreeMap;

/// What remains of the deliveries of a send that has ended, as `told_of` in `ending.lua` has it.
final class Told {

    private static final Outcome[] OUTCOMES = Outcome.values();

    private Told() {}

    /// The deliveries as a receipt has them: without device tokens.
    static void forReceipt(List<Delivery> deliveries, Packed to) {
        to.array(deliveries.size());
        for (var d : deliveries) {
            var outcome = d.outcome();
            var words = d.words();
            to.array(words == null ? 7 : 9).put(d.deviceId()).put(d.app()).put(outcome == null ? null : outcome.word());
            to.put(d.reason()).put(d.providerId()).put(d.attempts()).put(d.atMillis());
            if (words != null) to.put(words.locale()).put(words.shortened() ? 1 : 0);
        }
    }

    /// The outcomes, each before how many deliveries have it. Gives whether any device may have seen the send.
    static boolean outcomes(List<Delivery> deliveries, Packed to) {
        int kinds = 0;
        for (var outcome : OUTCOMES) {
            if (count(deliveries, outcome) > 0) kinds++;
        }
        to.array(2 * kinds);
        for (var outcome : OUTCOMES) {
            int count = count(deliveries, outcome);
            if (count > 0) to.put(outcome.word()).put(count);
        }
        return count(deliveries, Outcome.ACCEPTED) + count(deliveries, Outcome.UNCONFIRMED) > 0;
    }

    /// When the first delivery was accepted; 0: none was.
    static long acceptedAtMillis(List<Delivery> deliveries) {
        long first = 0;
        for (var d : deliveries) {
            if (d.outcome() == Outcome.ACCEPTED && (first == 0 || d.atMillis() < first)) first = d.atMillis();
        }
        return first;
    }

    /// Each app and outcome, before how many deliveries have both. By name, so that equal ones are packed equally.
    static void ofApps(List<Delivery> deliveries, Packed to) {
        var counts = new TreeMap<String, EnumMap<Outcome, Integer>>();
        int members = 0;
        for (var d : deliveries) {
            var outcome = d.outcome();
            if (outcome == null) continue;
            var ofApp = counts.computeIfAbsent(d.app(), _ -> new EnumMap<>(Outcome.class));
            if (ofApp.merge(outcome, 1, Integer::sum) == 1) members += 3;
        }
        to.array(members);
        counts.forEach((app, ofApp) ->
                ofApp.forEach((outcome, many) -> to.put(app).put(outcome.word()).put(many)));
    }

    private static int count(List<Delivery> deliveries, Outcome outcome) {
        int count = 0;
        for (int i = 0; i < deliveries.size(); i++) { // a dozen times a send, so without iterators
            if (deliveries.get(i).outcome() == outcome) count++;
        }
        return count;
    }
}
