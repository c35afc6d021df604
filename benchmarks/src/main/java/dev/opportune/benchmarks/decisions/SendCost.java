package dev.opportune.benchmarks.decisions;

import dev.opportune.ratelimiter.Outcome;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.redis.RedisSettings;
import dev.opportune.ratelimiter.send.Admit;
import dev.opportune.ratelimiter.send.Ending.Settlement;
import dev.opportune.ratelimiter.send.Lease;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// **Question**: how much of Redis' processor does a send take, from its admission to its receipt?
///
/// **Workload**: new users with three caps, one device in the request and an idempotency key; all are admitted, 64 at
/// once, then all are settled as accepted. What there is is Redis' processor time after less before.
///
/// **Command**: `benchmarks/decisions send [ROUNDS]`
public final class SendCost {

    private static final int DEFAULT_ROUNDS = 3;
    private static final int SENDS = 50_000;
    private static final String DIGEST = "3q2-7w8yQk1Zr5tXc0pLmA";
    private static final String PROVIDER_ID = "0:1732269600000000%5f2c9a7c5f2c9a7c";

    private final RedisServer redis;
    private final Lane lane;
    private final Policy policy = Work.capped();
    private final List<Live> live = new ArrayList<>(SENDS);
    private int users;

    private record Live(String sendId, String user, Lease lease) {}

    private SendCost(RedisServer redis, Lane lane) {
        this.redis = redis;
        this.lane = lane;
    }

    public static void main(String[] arguments) {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_ROUNDS;
        if (rounds < 1) throw new IllegalArgumentException("rounds: " + rounds + " (expected: >= 1)");
        int partitions = RedisSettings.DEFAULT_PARTITIONS;
        try (var redis = RedisServer.start();
                var lane = new Lane(redis, partitions)) {
            var cost = new SendCost(redis, lane);
            System.out.printf(Locale.ROOT, "Redis %s, %,d sends a round%n", redis.version(), SENDS);
            for (int i = 0; i <= rounds; i++) cost.round(i);
        }
    }

    /// The first one does not count.
    private void round(int round) {
        var _ = redis.commands().flushall();
        live.clear();
        double before = redis.cpuMicros();
        lane.forEach(SENDS, Callers.CALLERS, _ -> admit("user-" + users++));
        double admitted = redis.cpuMicros();
        lane.forEach(SENDS, Callers.CALLERS, i -> settle(live.get(i)));
        double settled = redis.cpuMicros();
        if (round == 0) return;
        System.out.printf(
                Locale.ROOT,
                "round %d: Redis' processor, us a send: admission %.1f, settlement %.1f%n",
                round,
                (admitted - before) / SENDS,
                (settled - admitted) / SENDS);
    }

    private Future<?> admit(String user) {
        var sendId = lane.store.newSendId(user);
        var send = Work.send(sendId, user, Work.ONE_DEVICE, new Admit.Idempotency("rain", DIGEST));
        return lane.store.admit(send, policy).compose(reply -> {
            if (!(reply instanceof Admit.Reply.Decided(var _, var _, var _, Lease lease)) || lease == null) {
                return Future.failedFuture("not admitted: " + reply);
            }
            live.add(new Live(sendId, user, lease));
            return Future.succeededFuture();
        });
    }

    private Future<?> settle(Live send) {
        long now = System.currentTimeMillis();
        var accepted = send.lease.deliveries().stream()
                .map(delivery -> delivery.with(Outcome.ACCEPTED, "", PROVIDER_ID, now))
                .toList();
        var settlement = new Settlement(send.lease.fence(), SendState.ACCEPTED, "", accepted, List.of());
        return lane.store
                .settle(send.sendId, send.user, settlement)
                .compose(settled -> settled ? Future.succeededFuture() : Future.failedFuture("the lease is another's"));
    }
}
