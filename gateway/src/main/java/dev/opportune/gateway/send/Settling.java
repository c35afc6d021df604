package dev.opportune.gateway.send;

import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import dev.opportune.ratelimiter.send.SendStore;
import io.vertx.core.Vertx;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What follows a round of a send that the lane holds: it is settled, or parked until the next, and Redis is told until
/// it takes it. Confined to the lane.
final class Settling {

    private static final Logger LOG = LoggerFactory.getLogger(Settling.class);
    private static final long AGAIN_MS = 250;

    /// Why a send expired that had no later.
    private static final String NOW_OR_NEVER = "now_or_never";

    /// What Redis could not take, as a trace tells it.
    private static final String NOT_WRITTEN = "not_written";

    /// A send that is handed back is not looked at sooner.
    private static final long SOONEST_MS = 50;

    private final Vertx vertx;
    private final SendStore store;
    private final Supplier<Policy> policy;
    private final SendMetrics metrics;
    private final Decisions decisions;
    private final HeldSends held;
    private final LaneRoom room;
    private final Ends ends = new Ends(System::nanoTime);

    Settling(SendingLane lane, Decisions decisions, HeldSends held, LaneRoom room) {
        this.vertx = lane.vertx();
        this.store = lane.store();
        this.policy = lane.policy();
        this.metrics = lane.metrics();
        this.decisions = decisions;
        this.held = held;
        this.room = room;
    }

    /// What tells the log of abnormal ends.
    Ends ends() {
        return ends;
    }

    /// The round is over: the send ends, or waits for the next.
    void finish(Outgoing send) {
        boolean over = send.nowOrNever || store.clock().nowMillis() >= send.deadlineMillis;
        if (!send.hasOpenDelivery() || over) {
            settle(send, send.terminalState());
        } else if (send.metDefect() && send.lease.fence() >= Defects.MOST) {
            settle(send, send.failedState());
        } else {
            park(send);
        }
    }

    /// There are no words for it: it ends, unless a device may have seen it before. A template that is not there may
    /// have come to another gateway sooner than to this one: that is looked at again a few times.
    void suppress(Outgoing send, Decision.Suppressed why) {
        long now = store.clock().nowMillis();
        boolean mayCome = why.reason() == Decision.SuppressReason.UNKNOWN_TEMPLATE && send.lease.fence() < Defects.MOST;
        if (mayCome && !send.nowOrNever && now < send.deadlineMillis) {
            send.putOff(now + Defects.PAUSE_MS);
            park(send);
            return;
        }
        var seen = send.terminalState();
        boolean isSeen = seen == SendState.ACCEPTED || seen == SendState.UNCONFIRMED;
        decisions.atRelease(send.sendId, send.category, why, policy.get());
        settle(send, isSeen ? seen : SendState.SUPPRESSED, why.reason().word());
    }

    private void settle(Outgoing send, SendState state) {
        settle(
                send,
                state,
                state == SendState.FAILED
                        ? Defects.REASON
                        : send.nowOrNever && state == SendState.EXPIRED ? NOW_OR_NEVER : "");
    }

    private void settle(Outgoing send, SendState state, String reason) {
        var settlement = send.settlement(state, reason);
        var step = send.trace.settles(send.category);
        store.settle(send.sendId, send.user, settlement).onComplete(done -> {
            if (done.succeeded()) {
                letGo(send);
                if (done.result()) ended(send, state);
                else metrics.stale();
                Ends.tell(step, done.result(), state, reason);
            } else {
                step.failed(NOT_WRITTEN, "");
                again(send, done.cause(), () -> settle(send, state, reason));
            }
        });
    }

    private void letGo(Outgoing send) {
        held.remove(send);
        room.letGo();
    }

    private void ended(Outgoing send, SendState state) {
        metrics.ended(send.category, state, send.acceptedInTime());
        if (Ends.isAbnormal(state)) ends.saw(send.sendId, send.category, state, send.deliveries(), send.trace);
    }

    private void park(Outgoing send) {
        long soonest = store.clock().nowMillis() + SOONEST_MS;
        long until = Math.min(Math.max(send.nextAttemptMillis(), soonest), send.deadlineMillis);
        var step = send.trace.parks(send.category);
        store.park(send.sendId, send.user, send.lease.fence(), until, send.deliveries(), send.news, send.tried())
                .onComplete(done -> {
                    if (done.succeeded()) {
                        letGo(send);
                        if (!done.result()) metrics.stale();
                        step.over(done.result() ? SendState.WAITING.word() : Ends.STALE, "");
                    } else {
                        step.failed(NOT_WRITTEN, "");
                        again(send, done.cause(), () -> park(send));
                    }
                });
    }

    /// What Redis cannot take now is said again until it can; the fence makes it harmless when another lane has taken
    /// the send over meanwhile. The send counts as held all the while, so this is bounded, too.
    private void again(Outgoing send, Throwable failure, Runnable action) {
        if (failure instanceof StorageUnavailableException) {
            vertx.setTimer(AGAIN_MS, _ -> action.run());
        } else {
            held.remove(send);
            LOG.error("a send could not be ended; its lease will run out", failure);
        }
    }
}
