package dev.opportune.gateway.send;

import dev.opportune.connectors.Connector;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.ratelimiter.redis.RedisClock;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One app in a lane: its connector, what waits for room there, and whether an attempt is worth making. Confined to the
/// lane.
final class LaneApp {

    private static final Logger LOG = LoggerFactory.getLogger(LaneApp.class);

    /// The reason of an attempt of which nobody knows what came, since its connector has a defect.
    static final String CONNECTOR_FAILED = "connector_failed";

    /// Why an attempt is put off without being made.
    enum HeldBack {
        /// The provider is in trouble, or cannot be reached.
        BREAKER,
        /// Retries are too great a part of what is sent.
        RETRY_BUDGET,
        /// Too much waits for room already.
        QUEUE
    }

    /// How long a connector may be without a connection before nothing waits for it in memory any more.
    private static final Duration CUT_OFF = Duration.ofSeconds(2);

    /// What is put off comes back after so much at least, and then spread over as much again, but not over more than
    /// [#LONGEST_SPREAD_MS], so that it neither comes back together nor misses its moment.
    private static final long PUT_OFF_MS = 1_000;

    private static final long LONGEST_SPREAD_MS = 5_000;

    final String name;
    final AppQueue queue;
    private final Connector connector;
    private final Breaker breaker;
    private final RetryBudget retries = new RetryBudget();
    private final RandomGenerator random;
    private final SendMetrics metrics;

    /// Attempts on the wire.
    private int inFlight;

    /// The connector's limit, when last looked at.
    private int limit;

    private long connectedNanos = System.nanoTime();

    /// @param maxQueued attempts that may wait for room
    LaneApp(String name, Connector connector, int maxQueued, RandomGenerator random, SendMetrics metrics) {
        this.name = name;
        this.connector = connector;
        this.queue = new AppQueue(connector, maxQueued);
        this.breaker = new Breaker(random);
        this.random = random;
        this.metrics = metrics;
    }

    int inFlight() {
        return inFlight;
    }

    int limit() {
        return limit;
    }

    boolean isOpen() {
        return breaker.isOpen();
    }

    /// Why the attempt may not join the queue now, or null.
    @Nullable
    HeldBack refuses(Attempt attempt, long nowMillis) {
        if (breaker.waitMillis(nowMillis) > 0) return HeldBack.BREAKER;
        if (queue.isFull()) return HeldBack.QUEUE;
        if (attempt.isFirst()) {
            retries.firstAttempt();
            return null;
        }
        return retries.take(nowMillis) ? null : HeldBack.RETRY_BUDGET;
    }

    /// Whether what has found room may still not begin.
    boolean isHeldBack(long nowMillis) {
        return breaker.waitMillis(nowMillis) > 0;
    }

    /// The attempt waits without being made.
    void holdBack(Attempt attempt, HeldBack why, long nowMillis) {
        metrics.heldBack(name, why);
        if (connector.limit() == 0) attempt.hasNoConnection(nowMillis);
        attempt.putOff(comesAgainMillis(nowMillis));
    }

    private long comesAgainMillis(long nowMillis) {
        long wait = Math.max(PUT_OFF_MS, breaker.waitMillis(nowMillis));
        return nowMillis + wait + random.nextLong(Math.min(wait, LONGEST_SPREAD_MS));
    }

    /// Makes an attempt for which the connector has room, and then tells what came of it.
    void deliver(Attempt attempt, RedisClock clock, Consumer<DeliveryOutcome> then) {
        long begunNanos = System.nanoTime();
        if (!attempt.isFirst()) metrics.retried(name);
        inFlight++;
        breaker.begins();
        connector.deliver(attempt.send.messageTo(attempt)).onComplete(done -> {
            if (done.failed()) LOG.error("a connector of {} failed", name, done.cause());
            var outcome =
                    done.succeeded() ? done.result() : new DeliveryOutcome.Unconfirmed(CONNECTOR_FAILED, Duration.ZERO);
            inFlight--;
            judge(outcome, clock.nowMillis());
            metrics.delivered(name, outcome, begunNanos);
            then.accept(outcome);
        });
    }

    /// What an outcome says of the provider.
    private void judge(DeliveryOutcome outcome, long nowMillis) {
        switch (outcome) {
            case DeliveryOutcome.Accepted _, DeliveryOutcome.Unregistered _, DeliveryOutcome.Rejected _ ->
                breaker.worked();
            case DeliveryOutcome.Throttled(var _, var wait, var extent) -> {
                if (extent == Extent.DEVICE) breaker.worked();
                else breaker.failed(wait.toMillis(), nowMillis);
            }
            case DeliveryOutcome.NotSent(var _, var wait, var extent) -> {
                if (extent == Extent.DEVICE) breaker.endedUnjudged();
                else breaker.failed(wait.toMillis(), nowMillis);
            }
            // Its wait is the message's own.
            case DeliveryOutcome.Unconfirmed _ -> breaker.failed(0, nowMillis);
        }
    }

    /// Looked at every now and then: the limit that is shown, and whether there is a connection at all.
    void look(long nowMillis) {
        limit = connector.limit();
        long nowNanos = System.nanoTime();
        if (limit > 0) connectedNanos = nowNanos;
        if (nowNanos - connectedNanos > CUT_OFF.toNanos()) breaker.cutOff(nowMillis);
    }
}
