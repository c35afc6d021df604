package dev.opportune.gateway.send;

import dev.opportune.connectors.Connector;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Blame;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.connectors.Provider;
import dev.opportune.connectors.PushContent;
import dev.opportune.gateway.send.Outgoing.Attempt;
import dev.opportune.ratelimiter.Decision.Suppressed;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.redis.Admit;
import dev.opportune.ratelimiter.redis.Claim;
import dev.opportune.ratelimiter.redis.Delivery;
import dev.opportune.ratelimiter.redis.DeviceNews;
import dev.opportune.ratelimiter.redis.Ending.Settlement;
import dev.opportune.ratelimiter.redis.Explain;
import dev.opportune.ratelimiter.redis.SendStore;
import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import dev.opportune.ratelimiter.redis.StoredSend;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One lane's path of a send: admit → route → deliver → settle. The caller's request is parsed before and answered
/// after [#send] in `gateway.http`. Confined to the lane's event loop, as is all that it calls.
///
/// A lane holds a send only while it has its lease: what cannot be delivered now is handed back to Redis, with the
/// instant at which some lane looks at it again ([Releases]).
public final class SendPipeline {

    private static final Logger LOG = LoggerFactory.getLogger(SendPipeline.class);
    static final String CONNECTOR_FAILED = "connector_failed";
    private static final Duration STORAGE_RETRY_AFTER = Duration.ofSeconds(1);
    private static final long SETTLE_AGAIN_MS = 250;
    private static final long SWEEP_MS = 250;
    private static final long CLOSE_LOOK_MS = 20;

    /// A send that is handed back is not looked at sooner.
    private static final long SOONEST_MS = 50;

    /// How often an attempt that was not handled goes to another connection at once; then it waits as others do.
    private static final int MAX_REPEATS = 3;

    static final String UNKNOWN_APP = "unknown_app";

    private final Vertx vertx;
    private final SendStore store;
    private final Supplier<Policy> policy;
    private final SendLimits limits;
    private final SendMetrics metrics;
    private final Decisions decisions;
    private final Door door;
    private final UnknownSends unknown;
    private final SplittableRandom random = new SplittableRandom();
    private final Backoff backoff = new Backoff(random);
    private final Map<String, LaneApp> apps = new HashMap<>();

    /// In the order in which their leases end.
    private final LinkedHashSet<Outgoing> held = new LinkedHashSet<>();

    private final long sweep;
    private boolean closing;

    /// @param providers by app: what the lanes share
    /// @param connectors by app: this lane's own
    public SendPipeline(
            Vertx vertx,
            SendStore store,
            Supplier<Policy> policy,
            Map<String, Provider> providers,
            Map<String, Connector> connectors,
            SendLimits limits,
            SendMetrics metrics) {
        this.vertx = vertx;
        this.store = store;
        this.policy = policy;
        this.limits = limits;
        this.metrics = metrics;
        this.decisions = new Decisions(metrics, System::nanoTime);
        this.door = new Door(providers, limits);
        this.unknown = new UnknownSends(vertx, store, policy, limits.maxUnknown(), decisions, this::dispatch);
        connectors.forEach((name, connector) -> {
            var app = new LaneApp(name, connector, limits.maxQueuedOfAnApp(), random);
            apps.put(name, app);
            metrics.show(app);
        });
        metrics.show(this::heldSends, unknown::size);
        this.sweep = vertx.setPeriodic(SWEEP_MS, _ -> sweep());
    }

    // ---- One send, top to bottom ----

    /// Decides one send and, when it may go, dispatches it; answers as soon as it is decided and written down.
    Future<SendAnswer> send(String caller, SendRequest request) {
        long receivedNanos = System.nanoTime();
        var rules = policy.get();
        var sendId = store.newSendId(request.user());
        var refusal = door.refuse(request, sendId, rules, store.clock().nowMillis(), heldSends());
        if (refusal != null) return told(refusal);
        return admit(request.admission(caller, sendId), request, rules, receivedNanos);
    }

    private Future<SendAnswer> admit(Admit.Request admission, SendRequest request, Policy rules, long receivedNanos) {
        return store.admit(admission, rules)
                .map(reply -> answer(request, rules, reply, receivedNanos))
                .recover(failure -> refuseForStorage(admission, request, failure));
    }

    private SendAnswer answer(SendRequest request, Policy rules, Admit.Reply reply, long receivedNanos) {
        return switch (reply) {
            case Admit.Reply.Mismatch() -> new SendAnswer.IdempotencyMismatch();
            case Admit.Reply.Decided(var sendId, var decision, var replayed, var lease) -> {
                metrics.decidedAfter(receivedNanos);
                if (!replayed) decisions.atTheDoor(sendId, request.category(), decision, rules);
                if (lease != null) dispatch(Outgoing.admitted(sendId, request, rules, decision, lease, receivedNanos));
                yield new SendAnswer.Decided(sendId, decision, replayed);
            }
        };
    }

    /// Each device's push goes to its app's connector, at once or when there is room; one that is to be tried later
    /// waits until then.
    private void dispatch(Outgoing send) {
        held.add(send);
        long now = store.clock().nowMillis();
        for (var attempt : send.attempts) {
            if (attempt.delivery.isOpen() && attempt.delivery.notBeforeMillis() <= now) route(attempt, now);
        }
        if (send.pending == 0) finish(send);
        for (var app : apps.values()) app.queue.pump(this::deliver);
    }

    private void route(Attempt attempt, long now) {
        var app = apps.get(attempt.delivery.app());
        if (app == null) {
            record(attempt, Delivery.REJECTED, UNKNOWN_APP, null);
            return;
        }
        var why = app.refuses(attempt, now);
        if (why == null) {
            attempt.send.pending++;
            app.queue.add(attempt);
        } else {
            holdBack(attempt, app, why, now);
        }
    }

    /// It waits without an attempt.
    private void holdBack(Attempt attempt, LaneApp app, LaneApp.HeldBack why, long now) {
        metrics.heldBack(app.name, why);
        attempt.delivery = attempt.delivery.notBefore(app.comesAgainMillis(now));
    }

    private void deliver(Attempt attempt) {
        var send = attempt.send;
        var app = appOf(attempt);
        long begunMillis = store.clock().nowMillis();
        if (mayNotBeginNow(send, begunMillis)) {
            attemptOver(send);
            return;
        }
        if (app.isHeldBack(begunMillis)) {
            holdBack(attempt, app, LaneApp.HeldBack.BREAKER, begunMillis);
            attemptOver(send);
            return;
        }
        long begunNanos = System.nanoTime();
        if (!attempt.isFirst()) metrics.retried(app.name);
        app.begins();
        app.connector.deliver(send.messageTo(attempt)).onComplete(done -> {
            if (done.failed()) LOG.error("a connector of {} failed", app.name, done.cause());
            var outcome =
                    done.succeeded() ? done.result() : new DeliveryOutcome.Unconfirmed(CONNECTOR_FAILED, Duration.ZERO);
            app.ended(outcome, store.clock().nowMillis());
            metrics.delivered(app.name, outcome, begunNanos);
            if (isForAnotherConnection(attempt, outcome)) {
                app.queue.add(attempt);
            } else {
                arrived(attempt, outcome, begunMillis);
                attemptOver(send);
            }
            app.queue.pump(this::deliver);
        });
    }

    private LaneApp appOf(Attempt attempt) {
        return Objects.requireNonNull(apps.get(attempt.delivery.app()), "only known apps are routed");
    }

    /// Lateness is judged here, when the push is about to be written: past the deadline, into quiet hours, or with too
    /// little of the lease left for an answer, it is not.
    private boolean mayNotBeginNow(Outgoing send, long now) {
        return closing || now >= send.deadlineMillis || now >= send.lease.holdUntilMillis() || leaseTooShort(send);
    }

    /// What was certainly not handled, by no fault of its own, is tried at once on another connection.
    private boolean isForAnotherConnection(Attempt attempt, DeliveryOutcome outcome) {
        return outcome instanceof DeliveryOutcome.NotSent(var _, var wait, var extent)
                && extent == Extent.DEVICE
                && wait.isZero()
                && attempt.repeats++ < MAX_REPEATS;
    }

    private void arrived(Attempt attempt, DeliveryOutcome outcome, long begunMillis) {
        var send = attempt.send;
        switch (outcome) {
            case DeliveryOutcome.Accepted(var providerId) -> {
                metrics.accepted(
                        send.category,
                        send.heldSinceNanos,
                        send.deadlineMillis - store.clock().nowMillis());
                record(attempt, Delivery.ACCEPTED, "", providerId);
                if (isFirstProof(attempt.delivery)) tell(attempt, DeviceNews.Kind.PROVEN, "", begunMillis);
            }
            case DeliveryOutcome.Unregistered(var reason, var since) -> {
                record(attempt, Delivery.UNREGISTERED, reason, null);
                tell(attempt, DeviceNews.Kind.INVALIDATED, reason, since == null ? begunMillis : since.toEpochMilli());
            }
            case DeliveryOutcome.Rejected(var reason, var blame) -> {
                record(attempt, Delivery.REJECTED, reason, null);
                if (blame == Blame.DEVICE) tell(attempt, DeviceNews.Kind.QUARANTINED, reason, begunMillis);
            }
            case DeliveryOutcome.Throttled(var reason, var wait, var _) ->
                retryLater(attempt, Delivery.THROTTLED, reason, wait);
            case DeliveryOutcome.NotSent(var reason, var wait, var _) ->
                retryLater(attempt, Delivery.NOT_SENT, reason, wait);
            case DeliveryOutcome.Unconfirmed(var reason, var wait) ->
                retryLater(attempt, Delivery.UNCONFIRMED, reason, wait);
        }
    }

    /// What was given in the request is nobody's device, and nothing is kept of it.
    private static boolean isFirstProof(Delivery delivery) {
        return !delivery.proven() && delivery.deviceId() != null;
    }

    private static void tell(Attempt attempt, DeviceNews.Kind kind, String reason, long sinceMillis) {
        var delivery = attempt.delivery;
        attempt.send.news.add(new DeviceNews(delivery.app(), delivery.deviceToken(), kind, reason, sinceMillis));
    }

    /// Each device waits by itself.
    private void retryLater(Attempt attempt, String outcome, String reason, Duration wait) {
        record(attempt, outcome, reason, null);
        var pause = backoff.before(attempt.delivery.attempts(), wait);
        attempt.delivery = attempt.delivery.notBefore(store.clock().nowMillis() + pause.toMillis());
    }

    private void record(Attempt attempt, String outcome, String reason, @Nullable String providerId) {
        attempt.delivery =
                attempt.delivery.with(outcome, reason, providerId, store.clock().nowMillis());
    }

    private void attemptOver(Outgoing send) {
        if (--send.pending == 0) finish(send);
    }

    /// The round is over: the send ends, or waits for the next.
    private void finish(Outgoing send) {
        boolean over = store.clock().nowMillis() >= send.deadlineMillis;
        if (send.hasOpenDelivery() && !over) {
            park(send);
        } else {
            settle(send, send.terminalState());
        }
    }

    private void settle(Outgoing send, String state) {
        var settlement = new Settlement(send.lease.fence(), state, "", send.deliveries(), send.news);
        store.settle(send.sendId, send.user, settlement).onComplete(done -> {
            if (done.succeeded()) {
                held.remove(send);
                if (done.result()) metrics.ended(send, state);
            } else {
                again(send, done.cause(), () -> settle(send, state));
            }
        });
    }

    private void park(Outgoing send) {
        long soonest = store.clock().nowMillis() + SOONEST_MS;
        long until = Math.min(Math.max(send.nextAttemptMillis(), soonest), send.deadlineMillis);
        store.park(send.sendId, send.user, send.lease.fence(), until, send.deliveries(), send.news)
                .onComplete(done -> {
                    if (done.succeeded()) {
                        held.remove(send);
                    } else {
                        again(send, done.cause(), () -> park(send));
                    }
                });
    }

    /// What Redis cannot take now is said again until it can; the fence makes it harmless when another lane has taken
    /// the send over meanwhile. The send counts as held all the while, so this is bounded, too.
    private void again(Outgoing send, Throwable failure, Runnable action) {
        if (failure instanceof StorageUnavailableException) {
            vertx.setTimer(SETTLE_AGAIN_MS, _ -> action.run());
        } else {
            held.remove(send);
            LOG.error("a send could not be ended; its lease will run out", failure);
        }
    }

    // ---- What else a lane does with sends ----

    /// What [#send] would decide now.
    Future<SendAnswer> dryRun(String caller, SendRequest request) {
        var rules = policy.get();
        var sendId = store.newSendId(request.user());
        var refusal = door.refuse(request, sendId, rules, store.clock().nowMillis(), 0);
        if (refusal != null) return Future.succeededFuture(refusal);
        return store.explain(request.admission(caller, sendId), rules)
                .map(SendPipeline::answer)
                .recover(failure -> failure instanceof StorageUnavailableException
                        ? told(new SendAnswer.StorageUnavailable(STORAGE_RETRY_AFTER))
                        : Future.failedFuture(failure));
    }

    private static SendAnswer answer(Explain.Reply reply) {
        return switch (reply) {
            case Explain.Reply.Told(var decision, var gates) -> new SendAnswer.DryRun(decision, gates);
            case Explain.Reply.Mismatch() -> new SendAnswer.IdempotencyMismatch();
        };
    }

    /// Takes up a send that another lane, or this one earlier, has written down.
    void takeUp(Claim.Reply.Leased claimed, PushContent content) {
        dispatch(Outgoing.claimed(claimed, content, policy.get()));
    }

    /// What waited was suppressed when it was decided afresh.
    void suppressed(StoredSend send, Suppressed suppressed) {
        decisions.atRelease(send.sendId(), send.category(), suppressed, policy.get());
    }

    /// How many more sends the lane would take up: never so many that new ones find no room.
    int roomForClaims() {
        return Math.max(0, limits.maxHeldSends() / 2 - heldSends());
    }

    /// Begins no further attempt, and completes when those on the wire are over and all sends have ended or were handed
    /// back, or when the leases of the rest have so little left that others will take them over.
    Future<Void> close() {
        vertx.cancelTimer(sweep);
        unknown.close();
        closing = true;
        List.copyOf(held).forEach(this::unqueue);
        Promise<Void> done = Promise.promise();
        long endsNanos = System.nanoTime() + limits.attemptReserve().toNanos();
        vertx.setPeriodic(CLOSE_LOOK_MS, timer -> {
            if (held.isEmpty() || System.nanoTime() - endsNanos >= 0) {
                vertx.cancelTimer(timer);
                done.tryComplete();
            }
        });
        return done.future();
    }

    int heldSends() {
        return held.size();
    }

    private void sweep() {
        handBackWhatTakesTooLong();
        long now = store.clock().nowMillis();
        for (var app : apps.values()) {
            app.look(now);
            if (app.isHeldBack(now)) holdBackAll(app, now);
        }
    }

    /// What waits for a provider in trouble waits in Redis.
    private void holdBackAll(LaneApp app, long now) {
        for (var attempt = app.queue.poll(); attempt != null; attempt = app.queue.poll()) {
            holdBack(attempt, app, LaneApp.HeldBack.BREAKER, now);
            attemptOver(attempt.send);
        }
    }

    /// A send that found no room at its connector until its lease is nearly over goes back to Redis.
    private void handBackWhatTakesTooLong() {
        var tooLong = new ArrayList<Outgoing>();
        for (var send : held) {
            if (!leaseTooShort(send)) break;
            tooLong.add(send);
        }
        tooLong.forEach(this::unqueue);
    }

    private void unqueue(Outgoing send) {
        for (var attempt : send.attempts) {
            var app = apps.get(attempt.delivery.app());
            if (app != null && app.queue.remove(attempt)) attemptOver(send);
        }
    }

    private boolean leaseTooShort(Outgoing send) {
        return send.lease.endsNanos() - System.nanoTime()
                < limits.attemptReserve().toNanos();
    }

    /// Redis did not answer. When it cannot have taken the send, nothing was taken; else the send is cleared up when it
    /// is back.
    private Future<SendAnswer> refuseForStorage(Admit.Request admission, SendRequest request, Throwable failure) {
        if (!(failure instanceof StorageUnavailableException e)) return Future.failedFuture(failure);
        if (!e.mayHaveRun()) {
            return told(new SendAnswer.StorageUnavailable(STORAGE_RETRY_AFTER));
        }
        unknown.add(admission, request);
        return told(new SendAnswer.OutcomeUnknown(admission.sendId()));
    }

    private Future<SendAnswer> told(SendAnswer refusal) {
        metrics.answered(refusal);
        return Future.succeededFuture(refusal);
    }
}
