package dev.opportune.gateway.send;

import dev.opportune.gateway.metrics.Timers;
import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.Decision.DeferReason;
import dev.opportune.ratelimiter.Decision.SuppressReason;
import dev.opportune.ratelimiter.Policy.Category;
import dev.opportune.ratelimiter.SendState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/// What is measured of one category's sends. All counters are there from the start, so that a rate sees the first
/// event, too. Thread-safe.
final class CategoryMeters {

    private final String category;
    private final MeterRegistry registry;
    private final Counter admitted;
    private final Map<DeferReason, Counter> deferred = new EnumMap<>(DeferReason.class);
    private final Map<SuppressReason, Counter> suppressed = new EnumMap<>(SuppressReason.class);
    private final Map<SuppressReason, Map<String, Counter>> suppressedByRule = new EnumMap<>(SuppressReason.class);
    private final Map<SendState, Counter> receipts = new EnumMap<>(SendState.class);

    final Counter released;
    final Counter acceptedInTime;
    final Timer send;
    final Timer slack;

    CategoryMeters(String category, MeterRegistry registry) {
        this.category = category;
        this.registry = registry;
        this.admitted = decisions("admitted", "");
        for (var reason : DeferReason.values()) deferred.put(reason, decisions("deferred", reason.word()));
        for (var reason : SuppressReason.values()) {
            suppressed.put(reason, decisions("suppressed", reason.word()));
            suppressedByRule.put(reason, new ConcurrentHashMap<>());
        }
        for (var state : SendState.values()) {
            if (state.isTerminal()) receipts.put(state, receipts(state));
        }
        this.released = counter("opportune.releases", "Deferred sends that a lane took up for the first time")
                .register(registry);
        this.acceptedInTime = counter(
                        "opportune.accepted.in.time", "Sends that a provider accepted before their deadline")
                .register(registry);
        this.send = Timers.latency("opportune.send", "From taking a send up to a provider's acceptance")
                .tag("category", category)
                .register(registry);
        this.slack = Timers.moment("opportune.moment.slack", "What was left of the moment when a provider accepted")
                .tag("category", category)
                .register(registry);
    }

    /// Begins to count the suppressions that the category's rules can lead to. Those of rules that a later policy
    /// brings are shown when they occur.
    void showSuppressions(Category rules) {
        for (var reason : SuppressReason.values()) {
            if (reason == SuppressReason.FREQUENCY_CAP) {
                for (var cap : rules.caps()) {
                    var _ = suppressed(reason, cap.name());
                }
            } else {
                var _ = suppressed(reason, new Decision.Suppressed(reason, null).rule(rules));
            }
        }
    }

    Counter suppressed(SuppressReason reason, String rule) {
        var byRule = Objects.requireNonNull(suppressedByRule.get(reason));
        var known = byRule.get(rule);
        return known == null ? byRule.computeIfAbsent(rule, r -> suppressions(reason, r)) : known;
    }

    private Counter suppressions(SuppressReason reason, String rule) {
        return counter("opportune.suppressions", "Sends suppressed at the door or at their release, by rule")
                .tag("reason", reason.word())
                .tag("rule", rule)
                .register(registry);
    }

    Counter decided(Decision decision) {
        return switch (decision) {
            case Decision.Admitted _ -> admitted;
            case Decision.Deferred d -> Objects.requireNonNull(deferred.get(d.reason()));
            case Decision.Suppressed s -> Objects.requireNonNull(suppressed.get(s.reason()));
        };
    }

    /// @param state a terminal one
    Counter ended(SendState state) {
        return Objects.requireNonNull(receipts.get(state));
    }

    private Counter decisions(String decision, String reason) {
        return counter("opportune.sends", "Sends decided, by decision and reason")
                .tag("decision", decision)
                .tag("reason", reason)
                .register(registry);
    }

    private Counter receipts(SendState state) {
        return counter("opportune.receipts", "Sends ended, by terminal state")
                .tag("state", state.word())
                .register(registry);
    }

    private Counter.Builder counter(String name, String description) {
        return Counter.builder(name).description(description).tag("category", category);
    }
}
