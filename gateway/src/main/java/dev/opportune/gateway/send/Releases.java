package dev.opportune.gateway.send;

import dev.opportune.gateway.send.limit.Grace;
import dev.opportune.gateway.send.limit.SendLimits;
import dev.opportune.gateway.trace.SendTrace;
import dev.opportune.gateway.trace.Step;
import dev.opportune.gateway.trace.Traces;
import dev.opportune.gateway.words.LaneTemplates;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import dev.opportune.ratelimiter.send.Claim;
import dev.opportune.ratelimiter.send.Ending;
import dev.opportune.ratelimiter.send.Lookup;
import dev.opportune.ratelimiter.send.Scan;
import dev.opportune.ratelimiter.send.SendStore;
import dev.opportune.ratelimiter.send.StoredSend;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes up what waits in a lane's [Share] of the partitions when its time comes: deferred and scheduled sends,
/// retries, and sends whose lane is gone. Due ones are woken, and become ready; ready ones are claimed, as far as
/// the lane has room. Confined to the lane.
///
/// **Which goes first**, however many are due at one instant: class first, then earliest deadline. A look wakes
/// all that is due in its partitions when it begins, in pages of [SendLimits#maxClaims] sends of each, before it
/// claims any that is not critical; so what it claims of those is in order over all of its partitions. Critical
/// sends are claimed after each page too, by deadline among those that are ready then. After [#MAX_PAGES] pages a
/// look claims all the same, but only critical sends of a partition of which more is to be woken, so that nothing
/// goes there before what is due there and more important. What falls due while a look goes on is the next one's.
/// On a cluster nodes reply to what is claimed at once in any order, so that order is one of claims. Each lane looks
/// for itself: lanes keep no order among each other.
///
/// From one look to the next a lane knows when something is due in a partition. What others park there or bring
/// forward meanwhile, lanes of this gateway and of others, is seen at the next look at every partition, at most
/// [SendLimits#scanAllEvery] later. A lane without room looks at that pace, and wakes without claiming. Nothing
/// is kept of what waits but the next instant and the counts of each partition, and during a look a page of ids.
final class Releases {

    private static final Logger LOG = LoggerFactory.getLogger(Releases.class);

    /// Pages of each partition that one look wakes: then it claims, lest a still larger release hold up all else.
    static final int MAX_PAGES = 8;

    /// What cannot be read is found again by each look, and told no more often than this.
    private static final long SAY_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

    /// What came of a claim that Redis did not answer, as a trace tells it.
    private static final String NOT_CLAIMED = "not_claimed";

    /// Whoever has it is the first that holds the send: it was deferred at the door.
    private static final int FIRST_FENCE = 1;

    private final Vertx vertx;
    private final SendStore store;
    private final Supplier<Policy> policy;
    private final SendPipeline pipeline;
    private final TakenUp takenUp;
    private final SendMetrics metrics;
    private final LaneTemplates words;
    private final Traces traces;
    private final Backlog backlog;
    private final Defects defects = new Defects();
    private final SendLimits limits;
    private final Grace grace;
    private final Share share;
    private Share.Part part = new Share.Part(List.of());

    /// By partition, in Redis' time: when something is known to be due there.
    private final long[] nextDueMillis;

    private long lastFullLookNanos;
    private long saidNanos = System.nanoTime() - SAY_AGAIN_NANOS;
    private boolean looking;
    private boolean closed;
    private long timer = -1;

    /// @param backlog hears of what waits and what is ready
    Releases(SendingLane lane, SendPipeline pipeline, TakenUp takenUp, Backlog backlog) {
        this.vertx = lane.vertx();
        this.store = lane.store();
        this.policy = lane.policy();
        this.pipeline = pipeline;
        this.takenUp = takenUp;
        this.metrics = lane.metrics();
        this.words = lane.words();
        this.traces = lane.traces();
        this.backlog = backlog;
        this.limits = lane.limits();
        this.share = new Share(lane, () -> room() > 0);
        this.nextDueMillis = new long[store.partitions()];
        Arrays.fill(nextDueMillis, Long.MIN_VALUE);
        this.grace = new Grace(limits.lease(), store.partitions(), System.nanoTime());
        this.lastFullLookNanos = System.nanoTime() - limits.scanAllEvery().toNanos();
    }

    void start() {
        metrics.show(backlog);
        timer = vertx.setPeriodic(limits.scanEvery().toMillis(), _ -> look());
    }

    void close() {
        closed = true;
        vertx.cancelTimer(timer);
        var _ = share.close();
    }

    /// Those that fall to this lane now.
    Set<Integer> partitions() {
        return share.part().own();
    }

    private void look() {
        grace.looks(System.nanoTime());
        // A full lane still looks at everything now and then: what piles up is shown, and others may claim it.
        if (looking || (room() == 0 && !fullLookDue())) return;
        looking = true;
        var look = new Look(store.clock().nowMillis());
        wakeThenClaim(look, partitionsToLookAt(look), 1).onComplete(done -> {
            looking = false;
            if (done.failed()) LOG.error("what waits could not be looked at", done.cause());
        });
    }

    /// How many more sends the lane takes up at once.
    private int room() {
        return closed ? 0 : Math.min(pipeline.room().forClaims(), limits.maxClaims());
    }

    private boolean fullLookDue() {
        return System.nanoTime() - lastFullLookNanos >= limits.scanAllEvery().toNanos();
    }

    /// The partitions in which something is due, and all of them now and then, for what others parked there, and when
    /// they are others than before.
    private List<Integer> partitionsToLookAt(Look look) {
        var before = part;
        part = share.part();
        boolean others = !part.equals(before);
        boolean all = others || fullLookDue();
        if (all) lastFullLookNanos = System.nanoTime();
        if (others) backlog.keepOnly(part.own());
        return part.looked().stream()
                .filter(p -> all || nextDueMillis[p] <= look.dueByMillis)
                .toList();
    }

    private Future<Void> wakeThenClaim(Look look, List<Integer> partitions, int page) {
        return scan(look, partitions).compose(_ -> {
            var unfinished = look.unfinished();
            if (unfinished.isEmpty() || page > MAX_PAGES || closed) return claimAll(look.first(room()));
            return claimAll(look.firstCritical(room()))
                    .compose(_ -> wakeAll(look.toWake(), 0))
                    .compose(_ -> wakeThenClaim(look, unfinished, page + 1));
        });
    }

    private Future<Void> scan(Look look, List<Integer> partitions) {
        long askedNanos = System.nanoTime();
        var scans = new ArrayList<Future<?>>();
        for (var group : groups(look, partitions)) {
            scans.add(store.scan(group, look.dueByMillis, limits.maxClaims())
                    .<Void>map(found -> {
                        for (int i = 0; i < found.size(); i++) saw(look, group.get(i), found.get(i));
                        return null;
                    })
                    .recover(failure -> {
                        group.forEach(look::lost);
                        return lose(group, askedNanos, failure);
                    }));
        }
        return Future.all(scans).mapEmpty();
    }

    /// Those to be asked by one call: some of which nothing is known to be due together, which is nearly free of cost;
    /// one that may have much by itself.
    private List<List<Integer>> groups(Look look, List<Integer> partitions) {
        var groups = new ArrayList<List<Integer>>();
        var quiet = new ArrayList<Integer>();
        for (int p : partitions) {
            if (nextDueMillis[p] <= look.dueByMillis) groups.add(List.of(p));
            else quiet.add(p);
        }
        int most = store.scannedAtOnce();
        for (int from = 0; from < quiet.size(); from += most) {
            groups.add(quiet.subList(from, Math.min(quiet.size(), from + most)));
        }
        return groups;
    }

    private void saw(Look look, int partition, Scan.Found found) {
        boolean more = !found.due().isEmpty() || !found.ready().isEmpty();
        grace.heard(partition, System.nanoTime());
        look.saw(partition, found);
        if (part.own().contains(partition)) backlog.saw(partition, found.counts(), found.ready());
        nextDueMillis[partition] = more ? found.nowMillis() : found.nextMillis();
    }

    /// Redis does not answer for some partitions, which hold up no others.
    private Future<Void> lose(List<Integer> partitions, long askedNanos, Throwable failure) {
        if (!(failure instanceof StorageUnavailableException)) return Future.failedFuture(failure);
        for (int partition : partitions) grace.lost(partition, askedNanos);
        return Future.succeededFuture();
    }

    /// As many at once as the lane claims at once, so that requests find room beside them on its connection to Redis.
    private Future<Void> wakeAll(List<String> sendIds, int from) {
        if (from >= sendIds.size()) return Future.succeededFuture();
        int to = Math.min(sendIds.size(), from + limits.maxClaims());
        var woken = sendIds.subList(from, to).stream().map(this::wake).toList();
        return Future.all(woken).compose(_ -> wakeAll(sendIds, to));
    }

    private Future<Void> claimAll(List<String> sendIds) {
        return Future.all(sendIds.stream().map(this::claim).toList()).mapEmpty();
    }

    private Future<?> wake(String sendId) {
        return ifAlive(sendId, send -> {
            int partition = store.partitionOfSend(sendId);
            if (send.state() == SendState.DISPATCHING && !grace.isOver(partition, System.nanoTime())) {
                nextDueMillis[partition] = Long.MAX_VALUE; // until all are looked at again
                return Future.succeededFuture();
            }
            return store.wake(send).onSuccess(woken -> {
                if (woken == Scan.Woken.TAKEN_OVER) metrics.tookOver();
            });
        });
    }

    private Future<?> claim(String sendId) {
        return ifAlive(sendId, send -> {
            var trace = traces.goesOn(send.trace());
            trace.isNamed(sendId);
            var step = trace.claims(send.about().category());
            return claim(send).onFailure(_ -> step.failed(NOT_CLAIMED, "")).onSuccess(reply -> {
                tell(step, reply);
                claimed(send, reply, trace);
            });
        });
    }

    private static void tell(Step step, Claim.Reply reply) {
        switch (reply) {
            case Claim.Reply.Leased _ -> step.over(SendState.DISPATCHING.word(), "");
            case Claim.Reply.Ended(var state, var suppressed) ->
                Ends.tell(
                        step,
                        true,
                        state,
                        suppressed == null ? "" : suppressed.reason().word());
            case Claim.Reply.Parked _ -> step.over(SendState.WAITING.word(), "");
            case Claim.Reply.Gone _ -> step.over(Ends.STALE, "");
        }
    }

    private Future<Claim.Reply> claim(StoredSend send) {
        var gate = words.gate(send.about().template());
        return gate == null ? store.claim(send, policy.get()) : store.claim(send, policy.get(), gate);
    }

    private Future<?> ifAlive(String sendId, Function<StoredSend, Future<?>> action) {
        long askedNanos = System.nanoTime();
        return store.find(sendId)
                .compose(known -> known.orElse(null) instanceof Lookup.Known.Alive(var send)
                        ? action.apply(send).<Void>mapEmpty().recover(failure -> endWhenHopeless(send, failure))
                        : Future.<Void>succeededFuture())
                .recover(failure -> passOver(sendId, askedNanos, failure));
    }

    /// A send that cannot be decided again and again ends as failed. One that cannot be read may be of a later
    /// release, and stays.
    private Future<Void> endWhenHopeless(StoredSend send, Throwable failure) {
        boolean hopeless = !(failure instanceof StorageUnavailableException) && defects.met(send.sendId());
        if (!hopeless) return Future.failedFuture(failure);
        LOG.error("send {} cannot be decided, and ends as failed", send.sendId(), failure);
        return store.fail(send.sendId(), send.about().user(), Defects.REASON).map(done -> {
            if (done == Ending.Cancelled.CANCELLED) {
                metrics.ended(send.about().category(), SendState.FAILED, send.isAcceptedInTime());
            }
            return null;
        });
    }

    /// A send that cannot be read, or not be decided, holds up no other.
    private Future<Void> passOver(String sendId, long askedNanos, Throwable failure) {
        if (failure instanceof StorageUnavailableException) {
            return lose(List.of(store.partitionOfSend(sendId)), askedNanos, failure);
        }
        long now = System.nanoTime();
        if (now - saidNanos >= SAY_AGAIN_NANOS) {
            saidNanos = now;
            LOG.error("send {} cannot be taken up", sendId, failure);
        }
        return Future.succeededFuture();
    }

    private void claimed(StoredSend send, Claim.Reply reply, SendTrace trace) {
        switch (reply) {
            case Claim.Reply.Leased leased -> {
                if (leased.lease().fence() == FIRST_FENCE) {
                    metrics.released(send.about().category());
                }
                takenUp.leased(leased, trace);
            }
            case Claim.Reply.Ended(var state, var suppressed) -> {
                metrics.ended(send.about().category(), state, send.isAcceptedInTime());
                pipeline.ends().saw(send.sendId(), send.about().category(), state, List.of(), trace);
                if (state == SendState.SUPPRESSED && suppressed != null) takenUp.suppressed(send, suppressed);
            }
            case Claim.Reply.Parked _, Claim.Reply.Gone _ -> {}
        }
    }
}
