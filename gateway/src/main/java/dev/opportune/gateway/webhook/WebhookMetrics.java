package dev.opportune.gateway.webhook;

import dev.opportune.gateway.webhook.Answer.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is counted of one webhook. Thread-safe.
final class WebhookMetrics {

    private static final String WEBHOOK = "webhook";

    private final Map<Outcome, Counter> deliveries = new EnumMap<>(Outcome.class);
    private final Counter events;
    private final Counter died;
    private final Counter trimmed;
    private final Counter dropped;
    private volatile double lagSeconds;
    private volatile int deadLetters;
    private volatile boolean gone;

    WebhookMetrics(String webhook, MeterRegistry meters) {
        for (var outcome : Outcome.values()) {
            deliveries.put(
                    outcome,
                    Counter.builder("opportune.webhook.deliveries")
                            .description("Requests to receivers, by what came of them")
                            .tag(WEBHOOK, webhook)
                            .tag("outcome", outcome.word())
                            .register(meters));
        }
        events = Counter.builder("opportune.webhook.events")
                .description("Events that receivers accepted")
                .tag(WEBHOOK, webhook)
                .register(meters);
        died = Counter.builder("opportune.webhook.given.up")
                .description("Events that became dead letters")
                .tag(WEBHOOK, webhook)
                .register(meters);
        trimmed = lost(webhook, "trimmed", meters);
        dropped = lost(webhook, "dead_letters_full", meters);
        gauge(
                "opportune.webhook.lag",
                "seconds",
                "Age of the oldest event that waits for its delivery",
                webhook,
                meters,
                it -> it.lagSeconds);
        gauge(
                "opportune.webhook.dead.letters",
                null,
                "Dead letters of the partitions that this gateway follows",
                webhook,
                meters,
                it -> it.deadLetters);
        gauge(
                "opportune.webhook.gone",
                null,
                "1: the receiver said that it is gone, and nothing is delivered",
                webhook,
                meters,
                it -> it.gone ? 1 : 0);
    }

    private static Counter lost(String webhook, String reason, MeterRegistry meters) {
        return Counter.builder("opportune.webhook.lost")
                .description("Events that went before they were delivered, or dead letters before anybody looked")
                .tag(WEBHOOK, webhook)
                .tag("reason", reason)
                .register(meters);
    }

    private interface Value {
        double of(WebhookMetrics metrics);
    }

    private void gauge(
            String name, @Nullable String unit, String description, String webhook, MeterRegistry meters, Value value) {
        Gauge.builder(name, this, value::of)
                .description(description)
                .baseUnit(unit)
                .tag(WEBHOOK, webhook)
                .strongReference(true)
                .register(meters);
    }

    void answered(Outcome outcome, int told) {
        Objects.requireNonNull(deliveries.get(outcome)).increment();
        if (outcome == Outcome.ACCEPTED) events.increment(told);
    }

    void died() {
        died.increment();
    }

    void lost(long events, String reason) {
        (reason.equals("trimmed") ? trimmed : dropped).increment((double) events);
    }

    void standing(double lagSeconds, int deadLetters) {
        this.lagSeconds = lagSeconds;
        this.deadLetters = deadLetters;
    }

    void gone(boolean is) {
        gone = is;
    }
}
