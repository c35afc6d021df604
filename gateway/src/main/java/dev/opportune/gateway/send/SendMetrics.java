package dev.opportune.gateway.send;

import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.Provider;
import dev.opportune.gateway.metrics.LaneLeasts;
import dev.opportune.gateway.metrics.LaneSums;
import dev.opportune.gateway.metrics.Timers;
import dev.opportune.gateway.send.request.SendAnswer;
import dev.opportune.gateway.trace.SendTrace;
import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.Decision.SuppressReason;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendClass;
import dev.opportune.ratelimiter.SendState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// What a lane counts of its sends. Labels come from the policy, the configuration and the reasons that the connectors
/// know, never from a caller. Shared by all lanes and safe on any thread; an event costs a look-up and no allocation.
public final class SendMetrics {

    private final MeterRegistry registry;
    private final LaneSums lanes;
    private final LaneLeasts leasts;
    private final Map<String, CategoryMeters> categories = new ConcurrentHashMap<>();
    private final Map<String, AppMeters> apps = new HashMap<>();
    private final Timer admission;
    private final Counter takeovers;
    private final Counter staleSettlements;
    private final Counter spilled;
    private final Counter proofsLeftOut;
    private final Counter overloaded;
    private final Map<SendClass, Counter> shed = new EnumMap<>(SendClass.class);
    private final Counter deadlineUnreachable;
    private final Counter memoryShort;
    private final Counter storageUnavailable;
    private final Counter outcomeUnknown;

    /// @param policy whose categories are shown from the start
    /// @param providers by app
    public SendMetrics(MeterRegistry registry, Policy policy, Map<String, Provider> providers) {
        this.registry = registry;
        this.lanes = new LaneSums(registry);
        this.leasts = new LaneLeasts(registry);
        policy.categories().forEach((name, category) -> {
            var meters = new CategoryMeters(name, registry);
            meters.showSuppressions(category);
            categories.put(name, meters);
        });
        providers.forEach((app, provider) -> apps.put(app, new AppMeters(app, provider.reasons(), registry)));
        this.admission = Timers.latency("opportune.admission", "From a request, read, to its decision, written down")
                .register(registry);
        this.takeovers = Counter.builder("opportune.takeovers")
                .description("Sends whose lease expired, found by this gateway")
                .register(registry);
        this.staleSettlements = Counter.builder("opportune.stale.settlements")
                .description("Sends that a lane of this gateway ended or handed back when they were another's by then")
                .register(registry);
        this.spilled = Counter.builder("opportune.spills")
                .description("Sends admitted that went to Redis, since their lane had no room")
                .register(registry);
        this.proofsLeftOut = Counter.builder("opportune.proofs.left.out")
                .description("Pushes that went without their proof, since it would not fit")
                .register(registry);
        for (var sendClass : SendClass.values()) {
            var counter = Counter.builder("opportune.shed")
                    .description("Sends that were told overloaded since more was being decided than could be in time")
                    .tag("class", sendClass.word())
                    .register(registry);
            shed.put(sendClass, counter);
        }
        this.overloaded = refusals("overloaded");
        this.deadlineUnreachable = refusals("deadline_unreachable");
        this.memoryShort = refusals("memory_short");
        this.storageUnavailable = refusals("storage_unavailable");
        this.outcomeUnknown = refusals("outcome_unknown");
    }

    private Counter refusals(String reason) {
        return Counter.builder("opportune.refusals")
                .description("Sends that were not decided, as their callers were told")
                .tag("reason", reason)
                .register(registry);
    }

    /// A push goes without its proof.
    void proofLeftOut() {
        proofsLeftOut.increment();
    }

    void answered(SendAnswer answer) {
        switch (answer) {
            case SendAnswer.Overloaded _ -> overloaded.increment();
            case SendAnswer.DeadlineUnreachable _ -> deadlineUnreachable.increment();
            case SendAnswer.MemoryShort _ -> memoryShort.increment();
            case SendAnswer.StorageUnavailable _ -> storageUnavailable.increment();
            case SendAnswer.OutcomeUnknown _ -> outcomeUnknown.increment();
            case SendAnswer.BadParams _,
                    SendAnswer.Decided _,
                    SendAnswer.DryRun _,
                    SendAnswer.IdempotencyMismatch _,
                    SendAnswer.MomentTooFar _,
                    SendAnswer.PayloadTooLarge _,
                    SendAnswer.UnknownApp _,
                    SendAnswer.UnknownCategory _,
                    SendAnswer.UnknownExperiment _,
                    SendAnswer.UnknownTemplate _,
                    SendAnswer.VariantsMismatch _ -> {}
        }
    }

    /// More was being decided than could be in time.
    void shed(SendClass sendClass) {
        Objects.requireNonNull(shed.get(sendClass)).increment();
    }

    void decidedAfter(long sinceNanos, SendTrace trace) {
        try (var _ = trace.measured()) {
            admission.record(System.nanoTime() - sinceNanos, TimeUnit.NANOSECONDS);
        }
    }

    void decided(String category, Decision decision) {
        category(category).decided(decision).increment();
    }

    /// @param rule a word of the policy, never of a caller
    void suppressed(String category, SuppressReason reason, String rule) {
        category(category).suppressed(reason, rule).increment();
    }

    void retried(String app) {
        var meters = apps.get(app);
        if (meters != null) meters.retries.increment();
    }

    void heldBack(String app, HeldBack why) {
        var meters = apps.get(app);
        if (meters != null) meters.heldBack(why).increment();
    }

    void delivered(String app, DeliveryOutcome outcome, long sinceNanos, SendTrace trace) {
        var meters = apps.get(app);
        if (meters == null) return;
        meters.delivered(outcome).increment();
        // What was not sent says nothing of how fast the provider is.
        if (outcome instanceof DeliveryOutcome.NotSent) return;
        try (var _ = trace.measured()) {
            meters.provider.record(System.nanoTime() - sinceNanos, TimeUnit.NANOSECONDS);
        }
    }

    void accepted(String category, long heldSinceNanos, long slackMillis, SendTrace trace) {
        var meters = category(category);
        try (var _ = trace.measured()) {
            meters.send.record(System.nanoTime() - heldSinceNanos, TimeUnit.NANOSECONDS);
            meters.slack.record(Math.max(slackMillis, 0), TimeUnit.MILLISECONDS);
        }
    }

    /// @param inTime whether a provider accepted it before its deadline
    void ended(String category, SendState state, boolean inTime) {
        var meters = category(category);
        meters.ended(state).increment();
        if (inTime) meters.acceptedInTime.increment();
    }

    void released(String category) {
        category(category).released.increment();
    }

    /// An admitted send found no room in its lane.
    void spilled() {
        spilled.increment();
    }

    void tookOver() {
        takeovers.increment();
    }

    /// A lane let go of a send whose lease was another's by then: nothing was changed.
    void stale() {
        staleSettlements.increment();
    }

    private CategoryMeters category(String name) {
        var known = categories.get(name);
        return known == null ? categories.computeIfAbsent(name, n -> new CategoryMeters(n, registry)) : known;
    }

    /// Shows what a lane holds, and what became of which it does not know.
    void show(LongSupplier heldSends, LongSupplier unknownSends, LongSupplier deciding, LongSupplier admissionLimit) {
        lanes.add("opportune.dispatch.queue", "Sends that lanes hold", Tags.empty(), heldSends);
        showAdmission(deciding, admissionLimit);
        lanes.add(
                "opportune.unknown.sends",
                "Sends with a lost answer from Redis, to be cleared up when it is back",
                Tags.empty(),
                unknownSends);
    }

    private void showAdmission(LongSupplier deciding, LongSupplier limit) {
        lanes.add("opportune.deciding", "Sends that Redis is deciding", Tags.empty(), deciding);
        lanes.add(
                "opportune.admission.limit",
                "Sends that may be being decided at most, now; promotional ones less",
                Tags.empty(),
                limit);
    }

    /// Shows what a lane has on the wire of an app, and might have.
    void show(String app, LongSupplier inFlight, LongSupplier limit, BooleanSupplier breakerOpen) {
        var tags = Tags.of("app", app);
        lanes.add("opportune.inflight", "Messages handed to the connectors and not answered yet", tags, inFlight);
        lanes.add("opportune.concurrency.limit", "Messages that may be in flight at most, now", tags, limit);
        lanes.add(
                "opportune.breaker.open",
                "Lanes that attempt nothing of the app for a while, since its provider is in trouble",
                tags,
                () -> breakerOpen.getAsBoolean() ? 1 : 0);
    }

    /// Shows what waits in a lane's partitions.
    void show(Backlog backlog) {
        lanes.add(
                "opportune.waiting",
                "Sends with an instant at which they are looked at next, those that lanes hold among them",
                Tags.empty(),
                backlog.waiting::get);
        backlog.ready.forEach((sendClass, count) -> lanes.add(
                "opportune.ready",
                "Sends that may go now and have no lane",
                Tags.of("class", sendClass.word()),
                count::get));
        for (var sendClass : SendClass.values()) {
            leasts.add(
                    "opportune.ready.deadline",
                    "seconds",
                    "The nearest deadline of those, by Redis' clock; NaN while there are none",
                    Tags.of("class", sendClass.word()),
                    () -> backlog.deadlines.nearestSeconds(sendClass));
        }
    }
}
