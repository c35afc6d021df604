package dev.opportune.gateway.send;

import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import dev.opportune.ratelimiter.send.Renew;
import dev.opportune.ratelimiter.send.SendStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Goes on with the leases of what a lane holds, so that a provider's slowness is no takeover: all of whose leases a
/// third has passed, in groups, and so never what comes and goes quickly. Confined to the lane.
///
/// What cannot be renewed in time is no longer this lane's to push ([HeldSends#isNearItsLeasesEnd]); what another has by
/// now is let go of at once. Nothing is renewed for long after its deadline: a lane that cannot end a send by then
/// leaves it to others.
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
    private boolean renewing;

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
        if (renewing) return;
        long latest = store.clock().nowMillis() - PAST_DEADLINE_MS;
        var sends = new LinkedHashMap<Renew.Held, Outgoing>();
        for (var send : held.toRenew()) {
            if (send.deadlineMillis > latest) sends.put(new Renew.Held(send.sendId, send.lease.fence()), send);
        }
        if (sends.isEmpty()) return;
        renewing = true;
        var calls = store.renew(List.copyOf(sends.keySet()));
        for (var call : calls) call.onSuccess(reply -> heard(reply, sends)).onFailure(Renewals::failed);
        Future.join(calls).onComplete(_ -> renewing = false);
    }

    private void heard(Renew.Reply reply, Map<Renew.Held, Outgoing> sends) {
        for (var lease : reply.kept()) held.renewed(Objects.requireNonNull(sends.get(lease)), reply.endsNanos());
        for (var lease : reply.lost()) {
            var send = Objects.requireNonNull(sends.get(lease));
            held.lost(send);
            lost.accept(send);
        }
    }

    /// Redis may be back before the leases end.
    private static void failed(Throwable failure) {
        if (!(failure instanceof StorageUnavailableException)) LOG.error("leases could not be renewed", failure);
    }
}
