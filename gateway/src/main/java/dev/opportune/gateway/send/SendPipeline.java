package dev.opportune.gateway.send;

import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.PushContent;
import dev.opportune.gateway.json.ContentReader;
import dev.opportune.ratelimiter.Decision;
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
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
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

    /// Sends of one class that may be ready in Redis without a lane: so many in all partitions together.
    private static final int MOST_READY = 1_000_000;

    private static final long CLOSE_LOOK_MS = 20;

    /// What is left for Redis to hear of what is handed back at the end.
    private static final Duration HAND_BACK = Duration.ofSeconds(1);

    /// Why a delivery is unconfirmed whose answer nobody waits for any more.
    private static final String STOPPED = "stopped";

    /// Why a send expired that had no later.
    private static final String NOW_OR_NEVER = "now_or_never";

    /// After a defect of ours.
    private static final long DEFECT_PAUSE_MS = 1_000;

    /// A send that is handed back is not looked at sooner.
    private static final long SOONEST_MS = 50;

    private final Vertx vertx;
    private final SendStore store;
    private final Supplier<Policy> policy;
    private final SendLimits limits;
    private final SendMetrics metrics;
    private final Decisions decisions;
    private final Door door;
    private final HighWater water;
    private final UnknownSends unknown;
    private final Backoff backoff;
    private final Map<String, LaneApp> apps = new HashMap<>();
    private final HeldSends held;
    private final Renewals renewals;
    private final Backlog backlog;
    private final Mending mending = new Mending();
    private final Pace pace = new Pace(System.nanoTime());
    private final long sweep;

    /// Sends that Redis is deciding: each has room here already.
    private int deciding;

    private boolean closing;

    /// @param backlog what is ready in Redis
    SendPipeline(SendingLane lane, Backlog backlog) {
        this.vertx = lane.vertx();
        this.store = lane.store();
        this.policy = lane.policy();
        this.limits = lane.limits();
        this.metrics = lane.metrics();
        this.backlog = backlog;
        this.decisions = new Decisions(metrics, System::nanoTime);
        this.door = new Door(lane.providers(), limits);
        this.water = lane.water();
        this.held = new HeldSends(limits.lease(), limits.leaseReserve());
        this.renewals = new Renewals(vertx, store, held, limits.lease(), this::unqueue);
        this.unknown = new UnknownSends(lane, decisions, this::dispatch);
        var random = new SplittableRandom();
        this.backoff = new Backoff(random);
        lane.connectors().forEach((name, connector) -> {
            var app = new LaneApp(name, connector, lane, random, mending, this::deliver);
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
        var refusal = door.refuse(request, sendId, rules, store.clock().nowMillis());
        if (refusal != null) return told(refusal);
        var category = Objects.requireNonNull(rules.categories().get(request.category()), "the door knows it");
        if (water.refuses(category.sendClass())) {
            var why = water.fault().orElse("Redis has little memory left");
            return told(new SendAnswer.MemoryShort(why, Door.RETRY_AFTER));
        }
        long ready = backlog.readyBefore(category.sendClass());
        if (!door.hasRoom(category.sendClass(), held.size() + deciding, ready)) {
            return spill(
                    request.admission(caller, sendId, store.receivedMillis()), request, rules, ready, receivedNanos);
        }
        return admit(request.admission(caller, sendId, store.receivedMillis()), request, rules, receivedNanos);
    }

    /// Without room here it is decided all the same, and becomes ready in Redis for whichever lane has room first, by
    /// class and deadline.
    private Future<SendAnswer> spill(
            Admit.Request admission, SendRequest request, Policy rules, long ready, long receivedNanos) {
        var category = rules.categories().get(request.category());
        if (category == null || request.moment().isNowOrNever(category.ttl())) return told(overloaded());
        long waitMillis = limits.scanAllEvery().toMillis() + pace.millisFor(ready);
        var queue = new Admit.Queue(waitMillis, Math.max(1, MOST_READY / store.partitions()));
        return store.admitToQueue(admission, rules, queue)
                .map(reply -> answer(request, rules, reply, receivedNanos))
                .onSuccess(this::countSpilled)
                .recover(failure -> refuseForStorage(admission, request, failure));
    }

    private static SendAnswer overloaded() {
        return new SendAnswer.Overloaded(Door.RETRY_AFTER);
    }

    private void countSpilled(SendAnswer answer) {
        if (answer instanceof SendAnswer.Decided(var _, Decision.Admitted _, boolean replayed) && !replayed) {
            metrics.spilled();
        }
        if (answer instanceof SendAnswer.Overloaded) metrics.answered(answer);
    }

    private Future<SendAnswer> admit(Admit.Request admission, SendRequest request, Policy rules, long receivedNanos) {
        deciding++;
        return store.admit(admission, rules)
                .onComplete(_ -> deciding--)
                .map(reply -> answer(request, rules, reply, receivedNanos))
                .recover(failure -> refuseForStorage(admission, request, failure));
    }

    private SendAnswer answer(SendRequest request, Policy rules, Admit.Reply reply, long receivedNanos) {
        return switch (reply) {
            case Admit.Reply.Mismatch() -> new SendAnswer.IdempotencyMismatch();
            case Admit.Reply.NoRoom() -> overloaded();
            case Admit.Reply.Decided(var sendId, var decision, var replayed, var lease) -> {
                metrics.decidedAfter(receivedNanos);
                if (!replayed) decisions.atTheDoor(sendId, request.category(), decision, rules);
                if (lease != null) dispatch(Outgoing.admitted(sendId, request, rules, decision, lease, receivedNanos));
                yield new SendAnswer.Decided(sendId, decision, replayed);
            }
        };
    }

    /// Redis did not answer. When it cannot have taken the send, nothing was taken; else the send is cleared up
    /// when it is back.
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
        if (closing) {
            finish(send);
            return;
        }
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
            attempt.begins();
            try {
                app.deliver(attempt, outcome -> arrived(attempt, outcome, begunMillis));
            } catch (RuntimeException defect) {
                LOG.error("send {} cannot be pushed to {}", attempt.send.sendId, attempt.app(), defect);
                attempt.couldNotBegin(begunMillis + DEFECT_PAUSE_MS);
                attempt.send.meetDefect();
                attemptOver(attempt);
            }
        }
    }

    private LaneApp appOf(Attempt attempt) {
        return Objects.requireNonNull(apps.get(attempt.app()), "only known apps are routed");
    }

    /// Lateness and ownership are judged here, when the push is about to be written, and once more by the
    /// connector when it is: past the deadline, into quiet hours, or at the end of the lease, it is not.
    private boolean mayNotBeginNow(Outgoing send, long now) {
        return closing
                || now >= send.deadlineMillis
                || now >= send.lease.holdUntilMillis()
                || held.isNearItsLeasesEnd(send);
    }

    private void arrived(Attempt attempt, DeliveryOutcome outcome, long begunMillis) {
        var send = attempt.send;
        if (send.isGivenUp()) return;
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
        if (!send.hasOpenDelivery() || over) {
            settle(send, send.terminalState());
        } else if (send.metDefect() && send.lease.fence() >= Defects.MOST) {
            settle(send, send.failedState());
        } else {
            park(send);
        }
    }

    private void settle(Outgoing send, SendState state) {
        var reason = state == SendState.FAILED
                ? Defects.REASON
                : send.nowOrNever && state == SendState.EXPIRED ? NOW_OR_NEVER : "";
        var settlement = new Settlement(send.lease.fence(), state, reason, send.deliveries(), send.news);
        store.settle(send.sendId, send.user, settlement).onComplete(done -> {
            if (done.succeeded()) {
                letGo(send);
                if (done.result()) ended(send, state);
                else metrics.stale();
            } else {
                again(send, done.cause(), () -> settle(send, state));
            }
        });
    }

    private void letGo(Outgoing send) {
        held.remove(send);
        pace.letGo();
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
                        letGo(send);
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
    void takeUp(Claim.Reply.Leased claimed) {
        PushContent content;
        try {
            content = ContentReader.read(claimed.send().content());
        } catch (RuntimeException defect) {
            letGoUnread(claimed, defect);
            return;
        }
        dispatch(Outgoing.claimed(claimed, content, policy.get()));
    }

    /// What was taken and cannot be read now is a defect of ours: another release may read it.
    private void letGoUnread(Claim.Reply.Leased claimed, RuntimeException defect) {
        var send = claimed.send();
        var lease = claimed.lease();
        LOG.error("the content of send {} cannot be read", send.sendId(), defect);
        var user = send.about().user();
        var done = lease.fence() >= Defects.MOST
                ? store.settle(
                                send.sendId(),
                                user,
                                new Settlement(
                                        lease.fence(), SendState.FAILED, Defects.REASON, lease.deliveries(), List.of()))
                        .onSuccess(_ -> metrics.ended(send.about().category(), SendState.FAILED))
                : store.park(
                        send.sendId(),
                        user,
                        lease.fence(),
                        store.clock().nowMillis() + DEFECT_PAUSE_MS,
                        lease.deliveries(),
                        List.of());
        done.onFailure(failure -> LOG.debug("its lease will run out", failure));
    }

    /// What waited was suppressed when it was decided afresh.
    void suppressed(StoredSend send, Suppressed suppressed) {
        decisions.atRelease(send.sendId(), send.about().category(), suppressed, policy.get());
    }

    /// How many more sends the lane would take up: never so many that new ones find no room.
    int roomForClaims() {
        return Math.max(0, limits.maxHeldSends() / 2 - heldSends());
    }

    /// Begins no further attempt, and completes when those on the wire are over and all sends have ended or were
    /// handed back: those at the end whose attempts have no answer, too.
    Future<Void> close(Duration patience) {
        vertx.cancelTimer(sweep);
        unknown.close();
        closing = true;
        held.all().forEach(this::unqueue);
        Promise<Void> done = Promise.promise();
        long endsNanos = System.nanoTime() + patience.toNanos();
        vertx.setPeriodic(CLOSE_LOOK_MS, timer -> {
            long leftNanos = endsNanos - System.nanoTime();
            if (held.size() == 0 || leftNanos <= 0) {
                vertx.cancelTimer(timer);
                renewals.close();
                done.tryComplete();
            } else if (leftNanos <= HAND_BACK.toNanos()) {
                held.all().forEach(this::giveUp);
            }
        });
        return done.future();
    }

    /// What is on the wire may arrive or not; the send does not wait for its lease to run out.
    private void giveUp(Outgoing send) {
        if (send.roundIsOver()) return;
        send.giveUp(STOPPED, store.clock().nowMillis());
        finish(send);
    }

    int heldSends() {
        return held.size();
    }

    private void sweep() {
        // What waits for room at its connector and whose lease could not be renewed goes back to Redis.
        held.nearTheirLeasesEnd().forEach(this::unqueue);
        pace.look(System.nanoTime());
        long now = store.clock().nowMillis();
        apps.forEach((name, app) -> {
            if (!app.isMended()) return;
            held.all().forEach(send -> send.comesForward(name, now));
            bringForward(name);
        });
        for (var app : apps.values()) {
            app.look();
            app.putOffAll(now).forEach(this::attemptOver);
        }
    }

    /// What waited for an app that is mended waits no longer, so many at once as a lane claims at once.
    private void bringForward(String app) {
        var forward = mending.take(app, limits.maxClaims()).stream()
                .map(send -> store.forward(send.sendId(), send.user(), app))
                .toList();
        if (forward.isEmpty() || closing) return;
        Future.join(forward)
                .onFailure(failure -> LOG.debug("what waited for {} waits its time out", app, failure))
                .onComplete(_ -> bringForward(app));
    }

    private void unqueue(Outgoing send) {
        for (var attempt : send.attempts) {
            var app = apps.get(attempt.app());
            if (app != null && app.unqueue(attempt)) attemptOver(attempt);
        }
    }
}
