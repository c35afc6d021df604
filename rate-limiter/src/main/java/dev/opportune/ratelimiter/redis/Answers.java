package dev.opportune.ratelimiter.redis;

import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.Decision.CapHit;
import dev.opportune.ratelimiter.Decision.DeferReason;
import dev.opportune.ratelimiter.Decision.SuppressReason;
import dev.opportune.ratelimiter.GateResult;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what the gates wrote: an answer, and what each gate told a dry run.
final class Answers {

    private static final Set<String> INSTANTS = Set.of("deadline", "release_at", "ends_at", "next_at", "muted_until");

    private Answers() {}

    static Decision decision(byte[] answer) {
        var from = new Unpacked(answer);
        from.array();
        int decision = from.smallNumber();
        var reason = from.text().toUpperCase(Locale.ROOT);
        var deadline = Instant.ofEpochMilli(from.number());
        var releaseAt = Instant.ofEpochMilli(from.number());
        int deviceCount = from.smallNumber();
        var hit = hit(from);
        return switch (decision) {
            case 0 -> new Decision.Admitted(deviceCount, deadline);
            case 1 -> new Decision.Deferred(DeferReason.valueOf(reason), releaseAt, deadline, hit);
            case 2 -> new Decision.Suppressed(SuppressReason.valueOf(reason), hit);
            default -> throw new IllegalStateException("decision " + decision + " in an answer");
        };
    }

    private static @Nullable CapHit hit(Unpacked from) {
        var cap = from.textOrNull();
        if (cap == null) return null;
        int limit = from.smallNumber();
        var window = from.text();
        int used = from.smallNumber();
        int reserved = from.smallNumber();
        long nextAt = from.number();
        return new CapHit(cap, limit, window, used, reserved, nextAt == 0 ? null : Instant.ofEpochMilli(nextAt));
    }

    static List<GateResult> gates(byte[] told) {
        var from = new Unpacked(told);
        return from.list(() -> {
            from.array();
            var gate = from.text();
            boolean pass = from.number() == 1;
            var details = from.map();
            details.remove("");
            details.replaceAll((name, value) ->
                    INSTANTS.contains(name) ? Instant.ofEpochMilli((Long) value).toString() : value);
            return new GateResult(gate, pass, details);
        });
    }
}
