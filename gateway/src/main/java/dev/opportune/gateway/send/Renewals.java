package dev.opportune.gateway.send;

import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import dev.opportune.ratelimiter.send.Renew;
import dev.opportune.ratelimiter.send.SendStore;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Goes on with the leases of what a lane holds, so that a provider's slowness is no takeover: all of whose leases a
/// third has passed, in groups, and so never what comes and goes quickly. Confined to the lane.
///
/// What cannot be renewed in time is no longer this lane's to push ([HeldSends#isNearItsLeasesEnd]); what another
/// has by now is let go of at once. Nothing is renewed for long after its deadline: a lane that cannot end a send
/// by then leaves it to others.
final class Renewals {

    private static final Logger LOG = LoggerFactory.getLogger(Renewals.class);

    /// Looks in a lease: what is renewed has used a third of it, and no more than half.
    private static final int LOOKS = 6;

    /// More than a provider's last answer takes.
    private static final long PAST_DEADLINE_MS = 60_000;

    private final Vertx vertx;
    private final SendStore store;
    private final HeldSends held;
    private final Consumer<Outgoing> lost;
    private final long timer;

    /// Of which Redis has not said yet whether they are kept: a node that is slow keeps no others waiting.
    private final Map<Renew.Held, Outgoing> asked = new HashMap<>();

    /// @param lost is told of each send whose lease is another's by now
    Renewals(Vertx vertx, SendStore store, HeldSends held, Duration lease, Consumer<Outgoing> lost) {
        this.vertx = vertx;
        this.store = store;
        this.held = held;
        this.lost = lost;
        this.timer = vertx.setPeriodic(Math.max(1, lease.toMillis() / LOOKS), _ -> look());
    }

    void close() {
        vertx.cancelTimer(timer);
    }

    private void look() {
        long latest = store.clock().nowMillis() - PAST_DEADLINE_MS;
        var due = new HashMap<Renew.Held, Outgoing>();
        for (var send : held.toRenew()) {
            if (send.deadlineMillis > latest) due.put(new Renew.Held(send.sendId, send.lease.fence()), send);
        }
        due.keySet().removeAll(asked.keySet());
        asked.putAll(due);
        for (var group : Renew.groups(due.keySet(), store.partitions())) {
            store.renew(group)
                    .onSuccess(this::heard)
                    .onFailure(Renewals::failed)
                    .onComplete(_ -> forget(group));
        }
    }

    private void heard(Renew.Reply reply) {
        for (var lease : reply.kept()) held.renewed(sendOf(lease), reply.endsNanos());
        for (var lease : reply.lost()) {
            var send = sendOf(lease);
            held.lost(send);
            lost.accept(send);
        }
    }

    private Outgoing sendOf(Renew.Held lease) {
        return Objects.requireNonNull(asked.get(lease), "only what was asked is told");
    }

    private void forget(List<Renew.Held> group) {
        group.forEach(asked::remove);
    }

    /// Redis may be back before the leases end.
    private static void failed(Throwable failure) {
        if (!(failure instanceof StorageUnavailableException)) LOG.error("leases could not be renewed", failure);
    }
}
