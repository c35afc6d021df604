package dev.opportune.gateway.send;

import dev.opportune.gateway.json.ContentReader;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.redis.Claim;
import dev.opportune.ratelimiter.redis.Lookup;
import dev.opportune.ratelimiter.redis.Scan;
import dev.opportune.ratelimiter.redis.SendStore;
import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import dev.opportune.ratelimiter.redis.StoredSend;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes up what waits in a lane's share of the partitions when its time comes: deferred and scheduled sends, retries,
/// and sends whose lane is gone. Due ones become ready; ready ones are claimed class first, then earliest deadline, as
/// far as the lane has room. Confined to the lane.
final class Releases {

    private static final Logger LOG = LoggerFactory.getLogger(Releases.class);
    private static final Comparator<Scan.Ready> ORDER =
            Comparator.comparingInt(Scan.Ready::sendClass).thenComparingLong(Scan.Ready::deadlineMillis);

    /// Whoever has it is the first that holds the send: it was deferred at the door.
    private static final int FIRST_FENCE = 1;

    /// The terminal state of what no device may have seen; one whose moment is over has `expired`.
    private static final String SUPPRESSED = "suppressed";

    private final Vertx vertx;
    private final SendStore store;
    private final Supplier<Policy> policy;
    private final SendPipeline pipeline;
    private final SendMetrics metrics;
    private final Backlog backlog;
    private final SendLimits limits;
    private final List<Integer> partitions = new ArrayList<>();

    /// By partition, in Redis' time: when something is known to be due there.
    private final long[] nextDueMillis;

    private long lastFullLookNanos;
    private boolean looking;
    private long timer = -1;

    /// @param lane this lane's number of `lanes`: each has every lanes-th partition
    Releases(
            Vertx vertx,
            SendStore store,
            Supplier<Policy> policy,
            SendPipeline pipeline,
            SendMetrics metrics,
            SendLimits limits,
            int lane,
            int lanes) {
        this.vertx = vertx;
        this.store = store;
        this.policy = policy;
        this.pipeline = pipeline;
        this.metrics = metrics;
        this.backlog = new Backlog(store.partitions());
        this.limits = limits;
        for (int p = lane; p < store.partitions(); p += lanes) partitions.add(p);
        this.nextDueMillis = new long[store.partitions()];
        Arrays.fill(nextDueMillis, Long.MIN_VALUE);
        this.lastFullLookNanos = System.nanoTime() - limits.scanAllEvery().toNanos();
    }

    void start() {
        metrics.show(backlog);
        timer = vertx.setPeriodic(limits.scanEvery().toMillis(), _ -> look());
    }

    void close() {
        vertx.cancelTimer(timer);
    }

    private void look() {
        int room = Math.min(pipeline.roomForClaims(), limits.maxClaims());
        // A full lane still looks at everything now and then: what piles up is shown, and others may claim it.
        if (looking || (room == 0 && !fullLookDue())) return;
        looking = true;
        scanDue()
                .compose(found -> wakeAll(found).compose(_ -> claimFirst(found, room)))
                .onComplete(done -> {
                    looking = false;
                    if (done.failed() && !(done.cause() instanceof StorageUnavailableException)) {
                        LOG.error("what waits could not be looked at", done.cause());
                    }
                });
    }

    private boolean fullLookDue() {
        return System.nanoTime() - lastFullLookNanos >= limits.scanAllEvery().toNanos();
    }

    /// Scans the partitions in which something is due, and all of them now and then, for what others parked there.
    private Future<List<Scan.Found>> scanDue() {
        boolean all = fullLookDue();
        if (all) lastFullLookNanos = System.nanoTime();
        long now = store.clock().nowMillis();
        var scans = new ArrayList<Future<Scan.Found>>();
        for (int p : partitions) {
            if (all || nextDueMillis[p] <= now) {
                scans.add(store.scan(p, limits.maxClaims()).onSuccess(found -> {
                    boolean more = !found.due().isEmpty() || !found.ready().isEmpty();
                    backlog.saw(p, found.counts());
                    nextDueMillis[p] = more ? found.nowMillis() : found.nextMillis();
                }));
            }
        }
        return Future.all(scans).map(done -> done.list());
    }

    private Future<?> wakeAll(List<Scan.Found> found) {
        var woken = new ArrayList<Future<?>>();
        for (var f : found) {
            for (var sendId : f.due()) woken.add(wake(sendId));
        }
        return Future.all(woken);
    }

    private Future<?> claimFirst(List<Scan.Found> found, int room) {
        var claims = found.stream()
                .flatMap(f -> f.ready().stream())
                .sorted(ORDER)
                .limit(room)
                .map(ready -> claim(ready.sendId()))
                .toList();
        return Future.all(claims);
    }

    private Future<?> wake(String sendId) {
        return ifAlive(
                sendId,
                send -> store.wake(send).onSuccess(woken -> {
                    if (woken == Scan.Woken.TAKEN_OVER) metrics.tookOver();
                }));
    }

    private Future<?> claim(String sendId) {
        return ifAlive(sendId, send -> store.claim(send, policy.get()).onSuccess(reply -> claimed(send, reply)));
    }

    private Future<?> ifAlive(String sendId, Function<StoredSend, Future<?>> action) {
        return store.find(sendId)
                .compose(known -> known.orElse(null) instanceof Lookup.Known.Alive(var send)
                        ? action.apply(send).mapEmpty()
                        : Future.succeededFuture());
    }

    private void claimed(StoredSend send, Claim.Reply reply) {
        switch (reply) {
            case Claim.Reply.Leased leased -> {
                if (leased.lease().fence() == FIRST_FENCE) metrics.released(send.category());
                pipeline.takeUp(leased, ContentReader.read(leased.send().content()));
            }
            case Claim.Reply.Ended(var state, var suppressed) -> {
                metrics.ended(send.category(), state);
                if (state.equals(SUPPRESSED)) pipeline.suppressed(send, suppressed);
            }
            case Claim.Reply.Parked _, Claim.Reply.Gone _ -> {}
        }
    }
}
