package dev.opportune.benchmarks.decisions;

import dev.opportune.ratelimiter.Outcome;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.send.Admit;
import dev.opportune.ratelimiter.send.Ending.Settlement;
import dev.opportune.ratelimiter.send.Lease;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// What sends to two registered devices take in Redis: while they live, and as receipts, events and idempotency
/// records.
final class MemoryOfSends {

    private static final int AT_ONCE = 256;
    private static final String DIGEST = "3q2-7w8yQk1Zr5tXc0pLmA";

    /// What FCM calls a message: its longest part is the name of the project.
    private static final String PROVIDER_ID = "projects/shop-production/messages/0:1732269600000000%5f2c9a7c5f2c9a7c";

    private final Lane lane;
    private final Policy policy = Work.uncapped();
    private final List<Live> live = new ArrayList<>();

    private record Live(String sendId, String user, Lease lease) {}

    private MemoryOfSends(Lane lane) {
        this.lane = lane;
    }

    static void measure(RedisServer redis, Lane lane, int count) {
        var sends = new MemoryOfSends(lane);
        long before = UsedMemory.of(redis);
        lane.forEach(count, AT_ONCE, i -> sends.admit(MemoryOfUsers.user(i), null));
        long alive = UsedMemory.of(redis);
        MemoryOfUsers.row(
                "a live send with its place in `waiting` (content of " + Work.CONTENT.length() + " bytes, two devices)",
                alive - before,
                count);
        lane.forEach(count, AT_ONCE, i -> sends.settle(sends.live.get(i)));
        long settled = UsedMemory.of(redis);
        var eventBytes = new LongAdder();
        KeyKinds.eachKey(redis, "*}:e", key -> eventBytes.add(redis.commands().memoryUsage(key)));
        MemoryOfUsers.row("a receipt", settled - before - eventBytes.sum(), count);
        MemoryOfUsers.row("an event", eventBytes.sum(), count);
        sends.live.clear();
        lane.forEach(count, AT_ONCE, i -> sends.admit(MemoryOfUsers.user(i), new Admit.Idempotency("rain", DIGEST)));
        long withRecords = UsedMemory.of(redis);
        MemoryOfUsers.row("an idempotency record", withRecords - settled - (alive - before), count);
    }

    private Future<?> admit(String user, Admit.@Nullable Idempotency idempotency) {
        var sendId = lane.store.newSendId(user);
        return lane.store
                .admit(Work.send(sendId, user, List.of(), idempotency), policy)
                .compose(reply -> {
                    if (reply instanceof Admit.Reply.Decided(var _, var _, var _, Lease lease, var _)
                            && lease != null) {
                        live.add(new Live(sendId, user, lease));
                        return Future.succeededFuture();
                    }
                    return Future.failedFuture("not admitted: " + reply);
                });
    }

    private Future<Boolean> settle(Live send) {
        var accepted = send.lease.deliveries().stream()
                .map(delivery -> delivery.with(Outcome.ACCEPTED, "", PROVIDER_ID, System.currentTimeMillis()))
                .toList();
        return lane.store.settle(
                send.sendId,
                send.user,
                new Settlement(send.lease.fence(), SendState.ACCEPTED, "", accepted, List.of()));
    }
}
