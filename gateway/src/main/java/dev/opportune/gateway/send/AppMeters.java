package dev.opportune.gateway.send;

import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.gateway.metrics.Timers;
import dev.opportune.ratelimiter.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What is measured of one app's deliveries. Thread-safe.
final class AppMeters {

    /// The reason of an attempt of which nobody knows what came, since its connector has a defect.
    static final String CONNECTOR_FAILED = "connector_failed";

    private static final String OTHER = "other";

    private final String app;
    private final Set<String> reasons;
    private final MeterRegistry registry;

    /// By outcome, then by reason.
    private final Map<Outcome, Map<String, Counter>> deliveries = new EnumMap<>(Outcome.class);

    private final Map<HeldBack, Counter> heldBack = new EnumMap<>(HeldBack.class);

    final Timer provider;
    final Counter retries;

    /// @param reasons of the provider, which are shown; every other one is `other`
    AppMeters(String app, Set<String> reasons, MeterRegistry registry) {
        this.app = app;
        this.reasons = reasons;
        this.registry = registry;
        this.provider = Timers.latency("opportune.provider", "From handing a message over to what came of it")
                .tag("app", app)
                .register(registry);
        this.retries = Counter.builder("opportune.retries")
                .description("Attempts that were not a delivery's first")
                .tag("app", app)
                .register(registry);
        for (var outcome : Outcome.values()) deliveries.put(outcome, new ConcurrentHashMap<>());
        for (var why : HeldBack.values()) heldBack.put(why, registerHeldBack(why));
        delivered(new DeliveryOutcome.Accepted("")).increment(0);
    }

    Counter delivered(DeliveryOutcome outcome) {
        var kind = kindOf(outcome);
        var reason = bounded(outcome.reason());
        var byReason = Objects.requireNonNull(deliveries.get(kind));
        var known = byReason.get(reason);
        return known == null ? byReason.computeIfAbsent(reason, r -> register(kind, r)) : known;
    }

    Counter heldBack(HeldBack why) {
        return Objects.requireNonNull(heldBack.get(why));
    }

    private Counter registerHeldBack(HeldBack why) {
        return Counter.builder("opportune.held.back")
                .description("Attempts that were put off without being made")
                .tag("app", app)
                .tag("reason", why.word())
                .register(registry);
    }

    private Counter register(Outcome outcome, String reason) {
        return Counter.builder("opportune.deliveries")
                .description("Attempts to push to a device, by what came of them")
                .tag("app", app)
                .tag("outcome", outcome.word())
                .tag("reason", reason)
                .register(registry);
    }

    private String bounded(String reason) {
        boolean shown = reason.isEmpty() || reason.equals(CONNECTOR_FAILED) || reasons.contains(reason);
        return shown ? reason : OTHER;
    }

    private static Outcome kindOf(DeliveryOutcome outcome) {
        return switch (outcome) {
            case DeliveryOutcome.Accepted _ -> Outcome.ACCEPTED;
            case DeliveryOutcome.Unregistered _ -> Outcome.UNREGISTERED;
            case DeliveryOutcome.Rejected _, DeliveryOutcome.Foreign _ -> Outcome.REJECTED;
            case DeliveryOutcome.Throttled _ -> Outcome.THROTTLED;
            case DeliveryOutcome.NotSent _ -> Outcome.NOT_SENT;
            case DeliveryOutcome.Unconfirmed _ -> Outcome.UNCONFIRMED;
        };
    }
}
