package dev.opportune.gateway.send;

import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.PushContent;
import dev.opportune.ratelimiter.Decision.Suppressed;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import dev.opportune.ratelimiter.send.Admit;
import dev.opportune.ratelimiter.send.Claim;
import dev.opportune.ratelimiter.send.Ending.Settlement;
import dev.opportune.ratelimiter.send.SendStore;
import dev.opportune.ratelimiter.send.StoredSend;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One lane's path of a send: admit → route → deliver → settle. The caller's request is parsed before and answered
/// after [#send] in `gateway.http`. Confined to the lane's event loop, as is all that it calls.
///
/// A lane holds a send only while it has its lease: what cannot be delivered now is handed back to Redis, with the
/// instant at which some lane looks at it again ([Releases]).
final class SendPipeline {

    private static final Logger LOG = LoggerFactory.getLogger(SendPipeline.class);
    private static final long SETTLE_AGAIN_MS = 250;
    private static final long SWEEP_MS = 250;
    private static final long CLOSE_LOOK_MS = 20;

    /// Why a send expired that had no later.
    private static final String NOW_OR_NEVER = "now_or_never";

    /// A send that is handed back is not looked at sooner.
    private static final long SOONEST_MS = 50;

    private final Vertx vertx;
    private final SendStore store;
    private final Supplier<Policy> policy;
    private final SendLimits limits;
    private final SendMetrics metrics;
    private final Decisions decisions;
    private final Door door;
    private final UnknownSends unknown;
    private final Backoff backoff;
    private final Map<String, LaneApp> apps = new HashMap<>();
    private final HeldSends held;
    private final Renewals renewals;
    private final long sweep;
    private boolean closing;

    SendPipeline(SendingLane lane) {
        this.vertx = lane.vertx();
        this.store = lane.store();
        this.policy = lane.policy();
        this.limits = lane.limits();
        this.metrics = lane.metrics();
        this.decisions = new Decisions(metrics, System::nanoTime);
        this.door = new Door(lane.providers(), limits);
        this.held = new HeldSends(limits.lease(), limits.leaseReserve());
        this.renewals = new Renewals(vertx, store, held, limits.lease(), this::unqueue);
        this.unknown = new UnknownSends(lane, decisions, this::dispatch);
        var random = new SplittableRandom();
        this.backoff = new Backoff(random);
        lane.connectors().forEach((name, connector) -> {
            var app = new LaneApp(name, connector, lane, random, this::deliver);
            apps.put(name, app);
            metrics.show(name, app::inFlight, app::limit, app::isOpen);
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

    /// Redis did not answer. When it cannot have taken the send, nothing was taken; else the send is cleared up when it
    /// is back.
    private Future<SendAnswer> refuseForStorage(Admit.Request admission, SendRequest request, Throwable failure) {
        if (!(failure instanceof StorageUnavailableException e)) return Future.failedFuture(failure);
        if (!e.mayHaveRun()) return told(new SendAnswer.StorageUnavailable(Door.RETRY_AFTER));
        unknown.add(admission, request);
        return told(new SendAnswer.OutcomeUnknown(admission.sendId()));
    }

    private Future<SendAnswer> told(SendAnswer refusal) {
        metrics.answered(refusal);
        return Future.succeededFuture(refusal);
    }

    /// Each device's push goes to its app's connector, at once or when there is room; one that is to be tried later
    /// waits until then. All are counted before the first begins, which may be over at once.
    private void dispatch(Outgoing send) {
        held.add(send);
        long now = store.clock().nowMillis();
        for (var attempt : send.attempts) {
            if (attempt.isDue(now)) route(attempt, now);
        }
        if (send.roundIsOver()) finish(send);
        else begin(send);
    }

    private void route(Attempt attempt, long now) {
        var app = apps.get(attempt.app());
        if (app == null) attempt.hasNoApp(now);
        else if (app.enqueue(attempt, now)) attempt.send.attemptQueued();
    }

    private void begin(Outgoing send) {
        for (var attempt : send.attempts) {
            var app = apps.get(attempt.app());
            if (app != null) app.pump();
        }
    }

    /// An attempt that has found room at its connector.
    private void deliver(Attempt attempt) {
        var app = appOf(attempt);
        long begunMillis = store.clock().nowMillis();
        if (mayNotBeginNow(attempt.send, begunMillis) || app.putOff(attempt, begunMillis)) {
            attemptOver(attempt);
        } else {
            app.deliver(attempt, outcome -> arrived(attempt, outcome, begunMillis));
        }
    }

    private LaneApp appOf(Attempt attempt) {
        return Objects.requireNonNull(apps.get(attempt.app()), "only known apps are routed");
    }

    /// Lateness and ownership are judged here, when the push is about to be written, and once more by the connector when
    /// it is: past the deadline, into quiet hours, or at the end of the lease, it is not.
    private boolean mayNotBeginNow(Outgoing send, long now) {
        return closing
                || now >= send.deadlineMillis
                || now >= send.lease.holdUntilMillis()
                || held.isNearItsLeasesEnd(send);
    }

    private void arrived(Attempt attempt, DeliveryOutcome outcome, long begunMillis) {
        var send = attempt.send;
        long now = store.clock().nowMillis();
        if (outcome instanceof DeliveryOutcome.Accepted) {
            metrics.accepted(send.category, send.heldSinceNanos, send.deadlineMillis - now);
        }
        attempt.ended(outcome, begunMillis, now, backoff);
        attemptOver(attempt);
    }

    private void attemptOver(Attempt attempt) {
        attempt.send.attemptOver();
        if (attempt.send.roundIsOver()) finish(attempt.send);
    }

    /// The round is over: the send ends, or waits for the next.
    private void finish(Outgoing send) {
        boolean over = send.nowOrNever || store.clock().nowMillis() >= send.deadlineMillis;
        if (send.hasOpenDelivery() && !over) {
            park(send);
        } else {
            settle(send, send.terminalState());
        }
    }

    private void settle(Outgoing send, SendState state) {
        var reason = send.nowOrNever && state == SendState.EXPIRED ? NOW_OR_NEVER : "";
        var settlement = new Settlement(send.lease.fence(), state, reason, send.deliveries(), send.news);
        store.settle(send.sendId, send.user, settlement).onComplete(done -> {
            if (done.succeeded()) {
                held.remove(send);
                if (done.result()) ended(send, state);
                else metrics.stale();
            } else {
                again(send, done.cause(), () -> settle(send, state));
            }
        });
    }

    private void ended(Outgoing send, SendState state) {
        metrics.ended(send.category, state);
        if (send.acceptedInTime()) metrics.acceptedInTime(send.category);
    }

    private void park(Outgoing send) {
        long soonest = store.clock().nowMillis() + SOONEST_MS;
        long until = Math.min(Math.max(send.nextAttemptMillis(), soonest), send.deadlineMillis);
        store.park(send.sendId, send.user, send.lease.fence(), until, send.deliveries(), send.news)
                .onComplete(done -> {
                    if (done.succeeded()) {
                        held.remove(send);
                        if (!done.result()) metrics.stale();
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

    /// Takes up a send that another lane, or this one earlier, has written down.
    void takeUp(Claim.Reply.Leased claimed, PushContent content) {
        dispatch(Outgoing.claimed(claimed, content, policy.get()));
    }

    /// What waited was suppressed when it was decided afresh.
    void suppressed(StoredSend send, Suppressed suppressed) {
        decisions.atRelease(send.sendId(), send.about().category(), suppressed, policy.get());
    }

    /// How many more sends the lane would take up: never so many that new ones find no room.
    int roomForClaims() {
        return Math.max(0, limits.maxHeldSends() / 2 - heldSends());
    }

    /// Begins no further attempt, and completes when those on the wire are over and all sends have ended or were handed
    /// back, or after [SendLimits#closeWithin]: the leases of the rest run out, and others take them over.
    Future<Void> close() {
        vertx.cancelTimer(sweep);
        unknown.close();
        closing = true;
        held.all().forEach(this::unqueue);
        Promise<Void> done = Promise.promise();
        long endsNanos = System.nanoTime() + limits.closeWithin().toNanos();
        vertx.setPeriodic(CLOSE_LOOK_MS, timer -> {
            if (held.size() == 0 || System.nanoTime() - endsNanos >= 0) {
                vertx.cancelTimer(timer);
                renewals.close();
                done.tryComplete();
            }
        });
        return done.future();
    }

    int heldSends() {
        return held.size();
    }

    private void sweep() {
        // What waits for room at its connector and whose lease could not be renewed goes back to Redis.
        held.nearTheirLeasesEnd().forEach(this::unqueue);
        long now = store.clock().nowMillis();
        for (var app : apps.values()) {
            app.look();
            app.putOffAll(now).forEach(this::attemptOver);
        }
    }

    private void unqueue(Outgoing send) {
        for (var attempt : send.attempts) {
            var app = apps.get(attempt.app());
            if (app != null && app.unqueue(attempt)) attemptOver(attempt);
        }
    }
}
