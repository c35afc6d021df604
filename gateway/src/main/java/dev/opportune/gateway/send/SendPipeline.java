package dev.opportune.gateway.send;

import dev.opportune.connectors.Connector;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.Provider;
import dev.opportune.gateway.send.Outgoing.Attempt;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.redis.Admit;
import dev.opportune.ratelimiter.redis.Claim;
import dev.opportune.ratelimiter.redis.Delivery;
import dev.opportune.ratelimiter.redis.Ending.Settlement;
import dev.opportune.ratelimiter.redis.Lease;
import dev.opportune.ratelimiter.redis.SendStore;
import dev.opportune.ratelimiter.redis.StorageUnavailableException;
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

    private final Vertx vertx;
    private final SendStore store;
    private final Supplier<Policy> policy;
    private final SendLimits limits;
    private final SendMetrics metrics;
    private final Door door;
    private final UnknownSends unknown;
    private final Backoff backoff = new Backoff(new SplittableRandom());
    private final Map<String, AppQueue> apps = new HashMap<>();

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
        this.door = new Door(providers, limits);
        this.unknown = new UnknownSends(vertx, store, policy, limits.maxUnknown(), metrics, this::dispatch);
        connectors.forEach((app, connector) -> {
            var queue = new AppQueue(connector);
            apps.put(app, queue);
            metrics.show(app, () -> queue.inFlight, queue::limit);
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
        return admit(admission(caller, request, sendId, false), request, rules, receivedNanos);
    }

    private Future<SendAnswer> admit(Admit.Request admission, SendRequest request, Policy rules, long receivedNanos) {
        return store.admit(admission, rules)
                .map(reply -> answer(admission, request, rules, reply, receivedNanos))
                .recover(failure -> refuseForStorage(admission, request, failure));
    }

    private SendAnswer answer(
            Admit.Request admission, SendRequest request, Policy rules, Admit.Reply reply, long receivedNanos) {
        return switch (reply) {
            case Admit.Reply.Mismatch() -> new SendAnswer.IdempotencyMismatch();
            case Admit.Reply.Told(var decision, var gates) -> new SendAnswer.DryRun(decision, gates);
            case Admit.Reply.Decided(var sendId, var decision, var replayed, var lease) -> {
                metrics.decidedAfter(receivedNanos);
                if (!replayed) metrics.decided(request.category(), decision);
                if (lease != null) dispatch(outgoing(admission, request, rules, decision, lease, receivedNanos));
                yield new SendAnswer.Decided(sendId, decision, replayed);
            }
        };
    }

    /// Each device's push goes to its app's connector, at once or when there is room.
    private void dispatch(Outgoing send) {
        held.add(send);
        for (var attempt : send.attempts) {
            if (attempt.delivery.isOpen()) route(attempt);
        }
        if (send.pending == 0) finish(send);
        for (var app : apps.values()) app.pump(this::deliver);
    }

    private void route(Attempt attempt) {
        var app = apps.get(attempt.delivery.app());
        if (app == null) {
            record(attempt, Delivery.REJECTED, "unknown_app", null);
        } else {
            attempt.send.pending++;
            app.add(attempt);
        }
    }

    private void deliver(Attempt attempt) {
        var send = attempt.send;
        if (mayNotBeginNow(send)) {
            attemptOver(send);
            return;
        }
        var app = appOf(attempt);
        long sentNanos = System.nanoTime();
        app.inFlight++;
        if (attempt.delivery.attempts() > 0) metrics.retried(attempt.delivery.app());
        app.connector.deliver(send.messageTo(attempt.delivery)).onComplete(done -> {
            app.inFlight--;
            if (done.failed()) LOG.error("a connector of {} failed", attempt.delivery.app(), done.cause());
            var outcome =
                    done.succeeded() ? done.result() : new DeliveryOutcome.Unconfirmed(CONNECTOR_FAILED, Duration.ZERO);
            arrived(attempt, outcome, sentNanos);
            attemptOver(send);
            app.pump(this::deliver);
        });
    }

    private AppQueue appOf(Attempt attempt) {
        return Objects.requireNonNull(apps.get(attempt.delivery.app()), "only known apps are routed");
    }

    /// Lateness is judged here, when the push is about to be written: past the deadline, into quiet hours, or with too
    /// little of the lease left for an answer, it is not.
    private boolean mayNotBeginNow(Outgoing send) {
        long now = store.clock().nowMillis();
        return closing || now >= send.deadlineMillis || now >= send.lease.holdUntilMillis() || leaseTooShort(send);
    }

    private void arrived(Attempt attempt, DeliveryOutcome outcome, long sentNanos) {
        var send = attempt.send;
        switch (outcome) {
            case DeliveryOutcome.Accepted(var providerId) -> {
                metrics.accepted(
                        send.category,
                        send.heldSinceNanos,
                        send.deadlineMillis - store.clock().nowMillis());
                record(attempt, Delivery.ACCEPTED, "", providerId);
            }
            case DeliveryOutcome.Unregistered(var reason, var _) ->
                record(attempt, Delivery.UNREGISTERED, reason, null);
            case DeliveryOutcome.Rejected(var reason, var _) -> record(attempt, Delivery.REJECTED, reason, null);
            case DeliveryOutcome.Throttled(var reason, var wait, var _) ->
                retryLater(attempt, Delivery.THROTTLED, reason, wait);
            case DeliveryOutcome.NotSent(var reason, var wait, var _) ->
                retryLater(attempt, Delivery.NOT_SENT, reason, wait);
            case DeliveryOutcome.Unconfirmed(var reason, var wait) ->
                retryLater(attempt, Delivery.UNCONFIRMED, reason, wait);
        }
        metrics.delivered(attempt.delivery.app(), outcome, sentNanos);
    }

    private void retryLater(Attempt attempt, String outcome, String reason, Duration wait) {
        var send = attempt.send;
        if (wait.compareTo(send.retryAfter) > 0) send.retryAfter = wait;
        record(attempt, outcome, reason, null);
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
        var settlement = new Settlement(send.lease.fence(), state, "", send.deliveries(), List.of());
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
        var wait = backoff.before(send.mostAttempts(), send.retryAfter);
        long now = store.clock().nowMillis();
        long until = Math.min(now + wait.toMillis(), send.deadlineMillis);
        store.park(send.sendId, send.user, send.lease.fence(), until, send.deliveries(), List.of())
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
        return admit(admission(caller, request, sendId, true), request, rules, System.nanoTime());
    }

    /// Takes up a send that another lane, or this one earlier, has written down.
    void takeUp(Claim.Reply.Leased claimed, dev.opportune.connectors.PushContent content) {
        var send = claimed.send();
        dispatch(new Outgoing(
                send.sendId(),
                send.user(),
                send.category(),
                send.sendClass(),
                content,
                send.ref(),
                send.collapseKey(),
                send.deadlineMillis(),
                claimed.lease(),
                System.nanoTime()));
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
        apps.values().forEach(AppQueue::lookAtLimit);
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
            if (app != null && app.remove(attempt)) attemptOver(send);
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
        if (!e.mayHaveRun() || admission.dryRun()) {
            return told(new SendAnswer.StorageUnavailable(STORAGE_RETRY_AFTER));
        }
        unknown.add(admission, request);
        return told(new SendAnswer.OutcomeUnknown(admission.sendId()));
    }

    private Future<SendAnswer> told(SendAnswer refusal) {
        metrics.answered(refusal);
        return Future.succeededFuture(refusal);
    }

    private static Admit.Request admission(String caller, SendRequest r, String sendId, boolean dryRun) {
        var key = r.idempotencyKey();
        return new Admit.Request(
                sendId,
                r.user(),
                caller,
                key == null ? null : new Admit.Idempotency(key, r.digest()),
                r.category(),
                r.campaign(),
                r.ref(),
                r.collapseKey(),
                r.contentJson(),
                r.moment(),
                r.devices().stream()
                        .map(d -> new Admit.InlineDevice(d.app(), d.deviceToken()))
                        .toList(),
                dryRun);
    }

    static Outgoing outgoing(
            Admit.Request admission,
            SendRequest request,
            Policy rules,
            dev.opportune.ratelimiter.Decision decision,
            Lease lease,
            long receivedNanos) {
        var category = rules.categories().get(request.category());
        var deadline = switch (decision) {
            case dev.opportune.ratelimiter.Decision.Admitted a -> a.deadline();
            case dev.opportune.ratelimiter.Decision.Deferred d -> d.deadline();
            case dev.opportune.ratelimiter.Decision.Suppressed _ ->
                throw new IllegalStateException("a suppressed send was leased");
        };
        return new Outgoing(
                admission.sendId(),
                request.user(),
                request.category(),
                category == null ? 2 : category.sendClass().rank(),
                request.content(),
                request.ref(),
                request.collapseKey(),
                deadline.toEpochMilli(),
                lease,
                receivedNanos);
    }
}
