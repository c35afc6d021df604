package dev.opportune.ratelimiter.send;

import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.Decision.CapHit;
import dev.opportune.ratelimiter.Decision.DeferReason;
import dev.opportune.ratelimiter.Decision.SuppressReason;
import dev.opportune.ratelimiter.GateResult;
import dev.opportune.ratelimiter.redis.Fields;
import dev.opportune.ratelimiter.redis.Unpacked;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Reads what the gates wrote: an answer, and what each gate told a dry run.
final class Answers {

    private static final Set<String> INSTANTS =
            Set.of("from", "deadline", "release_at", "ends_at", "next_at", "muted_until", "said_at", "at");

    private static final String TEMPLATE_INCOMPLETE = SuppressReason.TEMPLATE_INCOMPLETE.word();

    private Answers() {}

    static Decision decision(byte[] answer) {
        var from = new Fields(answer);
        int decision = from.one();
        int deviceCount = from.two();
        var deadline = Instant.ofEpochMilli(from.eight());
        var releaseAt = Instant.ofEpochMilli(from.eight());
        var reason = from.text(from.four());
        byte[] more = from.rest();
        if (decision == 2 && reason.equals(TEMPLATE_INCOMPLETE)) {
            return new Decision.Suppressed(SuppressReason.TEMPLATE_INCOMPLETE, null, new Unpacked(more).text());
        }
        var hit = more.length == 0 ? null : hit(new Unpacked(more));
        return switch (decision) {
            case 0 -> new Decision.Admitted(deviceCount, deadline);
            case 1 ->
                new Decision.Deferred(DeferReason.valueOf(reason.toUpperCase(Locale.ROOT)), releaseAt, deadline, hit);
            case 2 -> new Decision.Suppressed(suppressReason(reason), hit);
            default -> throw new IllegalStateException("decision " + decision + " in an answer");
        };
    }

    private static CapHit hit(Unpacked from) {
        var cap = from.text();
        int limit = from.smallNumber();
        var window = from.text();
        int used = from.smallNumber();
        int reserved = from.smallNumber();
        long nextAt = from.number();
        return new CapHit(cap, limit, window, used, reserved, nextAt == 0 ? null : Instant.ofEpochMilli(nextAt));
    }

    static SuppressReason suppressReason(String word) {
        return SuppressReason.valueOf(word.toUpperCase(Locale.ROOT));
    }

    static List<GateResult> gates(byte[] told) {
        var from = new Unpacked(told);
        return from.list(() -> {
            from.array();
            return new GateResult(from.text(), from.yes(), members(from));
        });
    }

    /// Names and values, in turn, in the order in which the script put them.
    private static Map<String, Object> members(Unpacked from) {
        int count = from.array() / 2;
        var members = LinkedHashMap.<String, Object>newLinkedHashMap(count);
        for (int i = 0; i < count; i++) {
            var name = from.text();
            members.put(
                    name,
                    switch (name) {
                        case "caps" -> from.list(() -> members(from));
                        case "would_pass" -> members(from);
                        default -> INSTANTS.contains(name) ? Instant.ofEpochMilli(from.number()) : from.scalar();
                    });
        }
        return members;
    }
}
