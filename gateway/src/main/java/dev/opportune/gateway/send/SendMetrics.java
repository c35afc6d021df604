package dev.opportune.gateway.send;

import dev.opportune.ratelimiter.Decision;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// What a lane counts. Labels come from the policy, the configuration and a bounded set of reasons, never from a
/// caller.
/// Meters are shared by all lanes and may be used on any thread.
public final class SendMetrics {

    private static final int MAX_REASONS = 100;
    private static final String OTHER = "other";

    private final MeterRegistry registry;
    private final Set<String> reasons = ConcurrentHashMap.newKeySet();
    private final Map<Tags, Counter> sends = new ConcurrentHashMap<>();
    private final Map<Tags, Counter> deliveries = new ConcurrentHashMap<>();
    private final Map<Tags, Counter> receipts = new ConcurrentHashMap<>();
    private final Map<String, Timer> provider = new ConcurrentHashMap<>();
    private final Map<String, Timer> wholeSend = new ConcurrentHashMap<>();
    private final Map<String, Timer> slack = new ConcurrentHashMap<>();
    private final Map<String, List<IntSupplier>> gauges = new ConcurrentHashMap<>();
    private final Timer admission;

    public SendMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.admission = histogram("opportune.admission").register(registry);
    }

    void decided(String category, Decision decision, long sinceNanos) {
        admission.record(System.nanoTime() - sinceNanos, TimeUnit.NANOSECONDS);
        var tags = switch (decision) {
            case Decision.Admitted _ -> Tags.of("category", category, "decision", "admitted", "reason", "");
            case Decision.Deferred d ->
                Tags.of(
                        "category",
                        category,
                        "decision",
                        "deferred",
                        "reason",
                        d.reason().word());
            case Decision.Suppressed s ->
                Tags.of(
                        "category",
                        category,
                        "decision",
                        "suppressed",
                        "reason",
                        s.reason().word());
        };
        count("opportune.sends", tags, sends);
    }

    void delivered(String app, String outcome, String reason, long sinceNanos) {
        count("opportune.deliveries", Tags.of("app", app, "outcome", outcome, "reason", bounded(reason)), deliveries);
        provider.computeIfAbsent(
                        app, a -> histogram("opportune.provider").tag("app", a).register(registry))
                .record(System.nanoTime() - sinceNanos, TimeUnit.NANOSECONDS);
    }

    void accepted(String category, long heldSinceNanos, long slackMillis) {
        wholeSend
                .computeIfAbsent(
                        category,
                        c -> histogram("opportune.send").tag("category", c).register(registry))
                .record(System.nanoTime() - heldSinceNanos, TimeUnit.NANOSECONDS);
        slack.computeIfAbsent(
                        category,
                        c -> Timer.builder("opportune.moment.slack")
                                .tag("category", c)
                                .serviceLevelObjectives(
                                        Duration.ofSeconds(1),
                                        Duration.ofSeconds(10),
                                        Duration.ofMinutes(1),
                                        Duration.ofMinutes(10),
                                        Duration.ofHours(1),
                                        Duration.ofHours(6))
                                .register(registry))
                .record(Math.max(slackMillis, 0), TimeUnit.MILLISECONDS);
    }

    void ended(String category, String state) {
        count("opportune.receipts", Tags.of("category", category, "state", state), receipts);
    }

    /// Shows what a lane holds and has on the wire. A gauge is the sum over the lanes.
    void show(IntSupplier heldSends, Map<String, IntSupplier> inFlight) {
        sum("opportune.dispatch.queue", Tags.empty(), heldSends);
        inFlight.forEach((app, gauge) -> sum("opportune.inflight", Tags.of("app", app), gauge));
    }

    private void sum(String name, Tags tags, IntSupplier gauge) {
        gauges.computeIfAbsent(name + tags, _ -> {
                    var lanes = new CopyOnWriteArrayList<IntSupplier>();
                    Gauge.builder(
                                    name,
                                    lanes,
                                    all -> all.stream()
                                            .mapToInt(IntSupplier::getAsInt)
                                            .sum())
                            .tags(tags)
                            .strongReference(true)
                            .register(registry);
                    return lanes;
                })
                .add(gauge);
    }

    private static Timer.Builder histogram(String name) {
        return Timer.builder(name)
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30));
    }

    private void count(String name, Tags tags, Map<Tags, Counter> counters) {
        counters.computeIfAbsent(tags, t -> Counter.builder(name).tags(t).register(registry))
                .increment();
    }

    private String bounded(@Nullable String reason) {
        if (reason == null || reason.isEmpty()) return "";
        if (reasons.contains(reason)) return reason;
        return reasons.size() < MAX_REASONS && reasons.add(reason) ? reason : OTHER;
    }
}
