package dev.opportune.gateway.send;

import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.gateway.measure.LaneProofs;
import dev.opportune.gateway.send.limit.Backoff;
import dev.opportune.gateway.send.limit.HighWater;
import dev.opportune.gateway.send.limit.SendLimits;
import dev.opportune.gateway.send.request.Door;
import dev.opportune.gateway.send.request.Said;
import dev.opportune.gateway.send.request.SendAnswer;
import dev.opportune.gateway.send.request.SendRequest;
import dev.opportune.gateway.words.LaneTemplates;
import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendClass;
import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import dev.opportune.ratelimiter.send.Admit;
import dev.opportune.ratelimiter.send.SendStore;
import dev.opportune.templates.Lint;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One lane's path of a send: admit → route → deliver → settle. The caller's request is parsed before and answered
/// after [#send] in `gateway.http`. Confined to the lane's event loop, as is all that it calls.
///
/// A lane holds a send only while it has its lease: after each round it ends, or is handed back to Redis ([Settling]),
/// with the instant at which some lane looks at it again ([Releases]).
final class SendPipeline {

    private static final Logger LOG = LoggerFactory.getLogger(SendPipeline.class);
    private static final long SWEEP_MS = 250;

    /// Sends of one class that may be ready in Redis without a lane: so many in all partitions together.
    private static final int MOST_READY = 1_000_000;

    private static final long CLOSE_LOOK_MS = 20;

    /// What is left for Redis to hear of what is handed back at the end.
    private static final Duration HAND_BACK = Duration.ofSeconds(1);

    /// Why a delivery is unconfirmed whose answer nobody waits for any more.
    private static final String STOPPED = "stopped";

    /// Over which what finds no room is told to come again.
    private static final long RETRY_SPREAD_MS = 2_000;

    private final Vertx vertx;
    private final SendStore store;
    private final Supplier<Policy> policy;
    private final SendLimits limits;
    private final SendMetrics metrics;
    private final Decisions decisions;
    private final Door door;
    private final HighWater water;
    private final LaneProofs proofs;
    private final LaneTemplates words;
    private final UnknownSends unknown;
    private final Backoff backoff;
    private final SplittableRandom random = new SplittableRandom();
    private final LaneRoom room;
    private final LaneApps apps;
    private final HeldSends held;
    private final Renewals renewals;
    private final Settling settling;
    private final long sweep;

    private boolean closing;

    /// @param backlog what is ready in Redis
    SendPipeline(SendingLane lane, Decisions decisions, Backlog backlog) {
        this.vertx = lane.vertx();
        this.store = lane.store();
        this.policy = lane.policy();
        this.limits = lane.limits();
        this.metrics = lane.metrics();
        this.decisions = decisions;
        this.words = lane.words();
        this.door = new Door(lane.providers(), words);
        this.water = lane.water();
        this.proofs = lane.proofs();
        this.held = new HeldSends(limits.lease(), limits.leaseReserve());
        this.renewals = new Renewals(vertx, store, held, limits.lease(), this::unqueue);
        this.unknown = new UnknownSends(lane, decisions, this::dispatch);
        this.backoff = new Backoff(random);
        this.apps = new LaneApps(lane, held, random, this::deliver);
        this.room = new LaneRoom(lane, held, apps, backlog);
        this.settling = new Settling(lane, decisions, held, room);
        metrics.show(this::heldSends, unknown::size, room::deciding, room::limit);
        this.sweep = vertx.setPeriodic(SWEEP_MS, _ -> sweep());
    }

    // ---- One send, top to bottom ----

    /// Decides one send and, when it may go, dispatches it; answers as soon as it is decided and written down.
    Future<SendAnswer> send(String caller, SendRequest request) {
        long receivedNanos = System.nanoTime();
        var rules = policy.get();
        var asked = rules.categories().get(request.category());
        if (asked != null && !room.admits(asked.sendClass())) return shed(asked.sendClass());
        var sendId = store.newSendId(request.user());
        var refusal = door.refuse(request, sendId, rules, store.clock().nowMillis());
        if (refusal != null) return told(refusal);
        var category = Objects.requireNonNull(rules.categories().get(request.category()), "the door knows it");
        if (water.refuses(category.sendClass())) {
            var why = water.fault().orElse("Redis has little memory left");
            return told(new SendAnswer.MemoryShort(why, Door.RETRY_AFTER));
        }
        boolean hasRoom = room.isHereFor(category.sendClass());
        var wait = room.waitTooLong(request, category, hasRoom);
        // One with a key may be a repetition, which Redis alone knows.
        if (wait != null && request.idempotencyKey() == null) return told(wait);
        var toAdmit = request.admission(caller, sendId, store.receivedMillis(), rules, door);
        return hasRoom && wait == null
                ? admit(toAdmit, request, rules, receivedNanos)
                : spill(toAdmit, request, rules, wait, receivedNanos);
    }

    /// More is being decided than can be in time.
    private Future<SendAnswer> shed(SendClass sendClass) {
        metrics.shed(sendClass);
        return told(overloaded());
    }

    /// Without room here it is decided all the same, and becomes ready in Redis for whichever lane has room first, by
    /// class and deadline.
    ///
    /// @param tooLong what to say when Redis finds that it cannot be met; null: then there is no room
    private Future<SendAnswer> spill(
            Admit.Request admission,
            SendRequest request,
            Policy rules,
            SendAnswer.@Nullable DeadlineUnreachable tooLong,
            long receivedNanos) {
        var category = Objects.requireNonNull(rules.categories().get(request.category()), "the door knows it");
        if (request.moment().isNowOrNever(category.ttl())) return told(tooLong == null ? overloaded() : tooLong);
        long waitMillis = tooLong == null
                ? room.waitInRedisMillis(category.sendClass())
                : tooLong.turnIn().toMillis();
        var queue = new Admit.Queue(waitMillis, Math.max(1, MOST_READY / store.partitions()));
        var decided = store.admitToQueue(admission, rules, queue);
        long askedNanos = room.asks();
        return decided.onComplete(_ -> room.decided(askedNanos))
                .map(reply -> reply instanceof Admit.Reply.NoRoom && tooLong != null
                        ? tooLong
                        : answer(request, rules, reply, receivedNanos))
                .onSuccess(this::countSpilled)
                .recover(failure -> refuseForStorage(admission, request, failure));
    }

    /// Those who are told at once do not come again at once.
    private SendAnswer overloaded() {
        return new SendAnswer.Overloaded(Door.RETRY_AFTER.plusMillis(random.nextLong(RETRY_SPREAD_MS)));
    }

    private void countSpilled(SendAnswer answer) {
        if (answer instanceof SendAnswer.Decided(var _, Decision.Admitted _, boolean replayed, var _) && !replayed) {
            metrics.spilled();
        }
        metrics.answered(answer);
    }

    private Future<SendAnswer> admit(Admit.Request admission, SendRequest request, Policy rules, long receivedNanos) {
        var decided = store.admit(admission, rules);
        long askedNanos = room.asks();
        return decided.transform((reply, failure) -> {
            room.decided(askedNanos);
            return failure == null
                    ? Future.succeededFuture(answer(request, rules, reply, receivedNanos))
                    : refuseForStorage(admission, request, failure);
        });
    }

    private SendAnswer answer(SendRequest request, Policy rules, Admit.Reply reply, long receivedNanos) {
        return switch (reply) {
            case Admit.Reply.Mismatch() -> new SendAnswer.IdempotencyMismatch();
            case Admit.Reply.NoRoom() -> overloaded();
            case Admit.Reply.Decided(var sendId, var decision, var replayed, var lease, int arm) -> {
                request.trace().isNamed(sendId);
                metrics.decidedAfter(receivedNanos, request.trace());
                if (!replayed) decisions.atTheDoor(sendId, request.category(), decision, rules);
                var inArm = request.inArm(arm);
                var said = lease == null ? null : Said.of(inArm, lease, words);
                if (lease != null && said != null) {
                    dispatch(Outgoing.admitted(sendId, inArm, said, rules, decision, lease, receivedNanos));
                }
                var warnings = decision instanceof Decision.Suppressed ? List.<Lint>of() : Said.lint(inArm, said);
                yield new SendAnswer.Decided(sendId, decision, replayed, warnings);
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
    void dispatch(Outgoing send) {
        held.add(send);
        if (send.unsaid() != null) {
            settling.suppress(send, send.unsaid());
            return;
        }
        send.sealed(proofs.seal(send.sendId, send.user, send.lease.touched()));
        if (closing) {
            settling.finish(send);
            return;
        }
        long now = store.clock().nowMillis();
        apps.route(send, now);
        if (send.roundIsOver()) settling.finish(send);
        else apps.pump(send);
    }

    /// An attempt that has found room at its connector.
    private void deliver(Attempt attempt) {
        var app = apps.of(attempt);
        long begunMillis = store.clock().nowMillis();
        if (mayNotBeginNow(attempt.send, begunMillis) || app.putOff(attempt, begunMillis)) {
            attemptOver(attempt);
        } else {
            attempt.begins();
            try {
                app.deliver(attempt, outcome -> arrived(attempt, outcome, begunMillis));
            } catch (RuntimeException defect) {
                LOG.error("send {} cannot be pushed to {}", attempt.send.sendId, attempt.app(), defect);
                attempt.couldNotBegin(begunMillis + Defects.PAUSE_MS);
                attempt.send.meetDefect();
                attemptOver(attempt);
            }
        }
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
            metrics.accepted(send.category, send.heldSinceNanos, send.deadlineMillis - now, send.trace);
        }
        attempt.ended(outcome, begunMillis, now, backoff);
        attemptOver(attempt);
    }

    private void attemptOver(Attempt attempt) {
        attempt.leaves();
        attempt.send.attemptOver();
        if (attempt.send.roundIsOver()) settling.finish(attempt.send);
    }

    // ---- What else a lane does with sends ----

    Ends ends() {
        return settling.ends();
    }

    LaneRoom room() {
        return room;
    }

    /// Begins no further attempt, and completes when those on the wire are over and all sends have ended or were
    /// handed back: those at the end whose attempts have no answer, too.
    Future<Void> close(Duration patience) {
        vertx.cancelTimer(sweep);
        unknown.close();
        closing = true;
        apps.close();
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
        settling.finish(send);
    }

    int heldSends() {
        return held.size();
    }

    private void sweep() {
        // What waits for room at its connector and whose lease could not be renewed goes back to Redis.
        held.nearTheirLeasesEnd().forEach(this::unqueue);
        room.look();
        apps.look(store.clock().nowMillis(), this::attemptOver);
    }

    private void unqueue(Outgoing send) {
        apps.unqueue(send, this::attemptOver);
    }
}
