package dev.opportune.gateway.send;

import dev.opportune.connectors.Connector;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Blame;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.connectors.Provider;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.wire.Outcomes;
import dev.opportune.gateway.send.limit.Breaker;
import dev.opportune.gateway.send.limit.RetryBudget;
import dev.opportune.gateway.send.request.Fitting;
import dev.opportune.ratelimiter.SendClass;
import dev.opportune.ratelimiter.send.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One app in a lane: its connector, what waits for room there, and whether an attempt is worth making. Confined to the
/// lane.
final class LaneApp {

    private static final Logger LOG = LoggerFactory.getLogger(LaneApp.class);

    /// Why words of a template are not pushed that no shortening helps.
    private static final String TOO_LARGE = "payload_too_large";

    /// How long a connector may be without a connection before nothing waits for it in memory any more.
    private static final Duration CUT_OFF = Duration.ofSeconds(2);

    /// What is put off comes back after so much at least, and then spread over as much again, but not over more than
    /// [#LONGEST_SPREAD_MS], so that it neither comes back together nor misses its moment.
    private static final long PUT_OFF_MS = 1_000;

    private static final long LONGEST_SPREAD_MS = 5_000;

    private final String name;
    private final Connector connector;
    private final Provider provider;
    private final Mending mending;
    private final AppQueue queue;
    private final Consumer<Attempt> begin;
    private final RandomGenerator random;
    private final SendMetrics metrics;
    private final Breaker breaker;
    private final RetryBudget retries = new RetryBudget();

    /// Attempts on the wire.
    private int inFlight;

    /// The connector's limit, when last looked at.
    private int limit;

    private long connectedNanos = System.nanoTime();

    private final SettingsWatch settings;

    /// @param mending hears of sends that wait until the app's settings are mended
    /// @param begin what is done with an attempt that has found room
    LaneApp(
            String name,
            Connector connector,
            SendingLane lane,
            RandomGenerator random,
            Mending mending,
            Consumer<Attempt> begin) {
        this.name = name;
        this.connector = connector;
        this.provider = Objects.requireNonNull(lane.providers().get(name), "every connector is of a provider");
        this.mending = mending;
        this.settings = new SettingsWatch(provider.settings());
        this.queue = new AppQueue(connector, lane.limits().maxQueuedOfAnApp());
        this.begin = begin;
        this.random = random;
        this.metrics = lane.metrics();
        this.breaker = new Breaker(random);
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

    /// Takes the attempt into the queue. False: it is put off instead, without being made.
    boolean enqueue(Attempt attempt, long nowMillis) {
        if (breaker.waitMillis(elapsedMillis()) > 0) {
            holdBack(attempt, HeldBack.BREAKER, nowMillis);
        } else if (queue.isFull()) {
            holdBack(attempt, HeldBack.QUEUE, nowMillis);
        } else if (!takePermit(attempt)) {
            holdBack(attempt, HeldBack.RETRY_BUDGET, nowMillis);
        } else {
            queue(attempt);
            return true;
        }
        return false;
    }

    private void queue(Attempt attempt) {
        attempt.queues();
        queue.add(attempt);
    }

    private boolean takePermit(Attempt attempt) {
        if (!attempt.isFirst()) return retries.take(elapsedMillis());
        retries.firstAttempt();
        return true;
    }

    /// Takes the attempt out of the queue. False: it was not there.
    boolean unqueue(Attempt attempt) {
        return queue.remove(attempt);
    }

    /// How long a send would wait for room here, if that is longer than it may; 0: it is not, as far as anybody knows.
    ///
    /// @param leftMillis until its deadline
    long waitBeyond(SendClass sendClass, long deadlineMillis, long leftMillis) {
        return queue.waitBeyond(sendClass, deadlineMillis, leftMillis);
    }

    /// Begins what waits, as far as the connector has room, and the rest when it has again.
    void pump() {
        queue.pump(begin);
    }

    /// Puts the attempt off if it may still not begin now that it has found room. False: it may.
    boolean putOff(Attempt attempt, long nowMillis) {
        if (breaker.waitMillis(elapsedMillis()) == 0) return false;
        holdBack(attempt, HeldBack.BREAKER, nowMillis);
        return true;
    }

    /// Puts off all that waits for a provider in trouble, so that it waits in Redis; gives what it put off.
    List<Attempt> putOffAll(long nowMillis) {
        var all = new ArrayList<Attempt>();
        if (breaker.waitMillis(elapsedMillis()) == 0) return all;
        for (var attempt = queue.poll(); attempt != null; attempt = queue.poll()) {
            holdBack(attempt, HeldBack.BREAKER, nowMillis);
            all.add(attempt);
        }
        return all;
    }

    /// The attempt waits without being made.
    private void holdBack(Attempt attempt, HeldBack why, long nowMillis) {
        metrics.heldBack(name, why);
        if (settings.isFaulty() && why == HeldBack.BREAKER) mending.waits(name, attempt.send);
        if (connector.limit() == 0) attempt.hasNoConnection(nowMillis);
        attempt.putOff(comesAgainMillis(nowMillis));
    }

    private long comesAgainMillis(long nowMillis) {
        long wait = Math.max(PUT_OFF_MS, breaker.waitMillis(elapsedMillis()));
        return nowMillis + wait + random.nextLong(Math.min(wait, LONGEST_SPREAD_MS));
    }

    /// Makes an attempt for which the connector has room, tells what came of it, and goes on with what waits. One that
    /// is to be repeated at once waits for room again, and nothing is told of it. Throws when it cannot be made at
    /// all, and then has not begun it.
    void deliver(Attempt attempt, Consumer<DeliveryOutcome> then) {
        long begunNanos = System.nanoTime();
        var begunBy = provider.settings();
        var message = messageTo(attempt);
        if (message == null) {
            var tooLarge = new DeliveryOutcome.Rejected(TOO_LARGE, Blame.MESSAGE);
            metrics.delivered(name, tooLarge, begunNanos, attempt.send.trace);
            then.accept(tooLarge);
            return;
        }
        var outcomeLater = connector.deliver(message, attempt.send::isOurs);
        if (!attempt.isFirst()) metrics.retried(name);
        inFlight++;
        breaker.begins();
        outcomeLater.onComplete(done -> {
            if (done.failed()) LOG.error("a connector of {} failed", name, done.cause());
            var outcome = done.succeeded()
                    ? done.result()
                    : new DeliveryOutcome.Unconfirmed(AppMeters.CONNECTOR_FAILED, Duration.ZERO);
            inFlight--;
            judge(outcome, elapsedMillis());
            metrics.delivered(name, outcome, begunNanos, attempt.send.trace);
            if (waitsForSettings(outcome)) {
                settings.refused(begunBy);
                mending.waits(name, attempt.send);
            }
            if (attempt.takeRepeat(outcome)) queue(attempt);
            else then.accept(outcome);
            pump();
        });
    }

    /// A proof that does not fit stays out, and of a template's words what does not fit without one. Null: they are too
    /// many all the same.
    private @Nullable PushMessage messageTo(Attempt attempt) {
        var send = attempt.send;
        var message = send.messageTo(attempt);
        var locale = send.locale();
        if (locale != null) attempt.says(new Delivery.Words(locale, false));
        if (send.surelyFitsWithProof() || (message.proof() == null && locale == null) || fits(message)) return message;
        if (message.proof() != null) {
            metrics.proofLeftOut();
            message = message.withProof(null);
            if (locale == null || fits(message)) return message;
        }
        if (locale != null) attempt.says(new Delivery.Words(locale, true));
        return Fitting.fit(message, provider);
    }

    private boolean fits(PushMessage message) {
        return provider.payloadBytes(message) <= provider.platform().maxPayloadBytes();
    }

    /// As no provider asks for when it is busy.
    private static boolean waitsForSettings(DeliveryOutcome outcome) {
        return outcome instanceof DeliveryOutcome.NotSent(var _, var wait, var extent)
                && extent == Extent.APP
                && wait.compareTo(Outcomes.CONFIGURATION_RETRY) >= 0;
    }

    /// What an outcome says of the provider.
    private void judge(DeliveryOutcome outcome, long elapsedMillis) {
        switch (outcome) {
            case DeliveryOutcome.Accepted _,
                    DeliveryOutcome.Unregistered _,
                    DeliveryOutcome.Rejected _,
                    DeliveryOutcome.Foreign _ -> breaker.worked();
            case DeliveryOutcome.Throttled(var _, var wait, var extent) -> {
                if (extent == Extent.DEVICE) breaker.worked();
                else breaker.failed(wait.toMillis(), elapsedMillis);
            }
            case DeliveryOutcome.NotSent(var _, var wait, var extent) -> {
                if (extent == Extent.DEVICE) breaker.endedUnjudged();
                else breaker.failed(wait.toMillis(), elapsedMillis);
            }
            // Its wait is the message's own.
            case DeliveryOutcome.Unconfirmed _ -> breaker.failed(0, elapsedMillis);
        }
    }

    /// What the app waits by: Redis' clock may step when another Redis takes over.
    private static long elapsedMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /// Whether the app's settings are others since the last look, or what was wrong is not any more: then all may be
    /// tried again at once.
    boolean isMended() {
        var fault = provider.fault();
        // What waits for an outage to end comes back by and by, not all at once.
        boolean faulty = fault != null && !fault.equals(provider.outage());
        boolean mended = settings.isMended(provider.settings(), faulty);
        if (mended) breaker.mended();
        return mended;
    }

    /// Looked at every now and then: the limit that is shown, and whether there is a connection at all.
    void look() {
        limit = connector.limit();
        long nowNanos = System.nanoTime();
        queue.look(nowNanos);
        if (limit > 0) {
            connectedNanos = nowNanos;
            breaker.connected();
        }
        if (nowNanos - connectedNanos > CUT_OFF.toNanos()) breaker.cutOff(elapsedMillis());
    }
}
