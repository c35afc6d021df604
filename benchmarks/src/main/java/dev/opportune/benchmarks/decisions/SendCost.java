package dev.opportune.benchmarks.decisions;

import dev.opportune.engagement.Interaction;
import dev.opportune.engagement.Money;
import dev.opportune.ratelimiter.Outcome;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.redis.RedisSettings;
import dev.opportune.ratelimiter.send.Admit;
import dev.opportune.ratelimiter.send.Ending.Settlement;
import dev.opportune.ratelimiter.send.Lease;
import io.lettuce.core.RedisFuture;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/// **Question**: how much of Redis' processor does a send take, from its admission to its receipt; how much of it
/// do functions save against EVALSHA, and how much does it take to measure what becomes of it?
///
/// **Workload**: registered users of one device. Without caps; and with three caps, one of them of the
/// calendar, in each of which 12 sends are counted, and quiet hours. All sends of a round are admitted,
/// 64 at once, then all are settled as accepted; where it is measured, each is reported as opened, then as a
/// conversion, and all partitions are folded. All ways by turns. What there is is Redis' processor
/// time after less before; medians.
///
/// **Command**: `benchmarks/decisions send [ROUNDS]`
public final class SendCost {

    private static final int DEFAULT_ROUNDS = 3;
    private static final int SENDS = 10_000;
    private static final int COUNTED = 12;
    private static final long MINUTE_MS = 60_000;
    private static final String MODEL = "model-of-all";
    private static final String DEVICE_TOKEN = "6c4a".repeat(16);
    private static final Money PRICE = new Money(499_000, Currency.getInstance("EUR"));
    private static final String PROVIDER_ID = "0:1732269600000000%5f2c9a7c5f2c9a7c";

    private final RedisServer redis;
    private final List<Live> live = new ArrayList<>(SENDS);

    private record Live(String sendId, String user, Lease lease) {}

    /// One way for scripts to run.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Way(
            String name,
            Lane lane,
            boolean measured,
            double[] admissions,
            double[] settlements,
            double[] interactions,
            double[] conversions,
            double[] folds) {
        private Way(String name, RedisSettings settings, boolean measured, int rounds) {
            this(
                    name,
                    new Lane(settings, () -> 0, measured),
                    measured,
                    new double[rounds],
                    new double[rounds],
                    new double[rounds],
                    new double[rounds],
                    new double[rounds]);
        }
    }

    private SendCost(RedisServer redis) {
        this.redis = redis;
    }

    public static void main(String[] arguments) {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_ROUNDS;
        if (rounds < 1) throw new IllegalArgumentException("rounds: " + rounds + " (expected: >= 1)");
        try (var redis = RedisServer.start()) {
            System.out.printf(Locale.ROOT, "Redis %s, %d rounds of %,d sends%n", redis.version(), rounds, SENDS);
            var cost = new SendCost(redis);
            cost.compare("no caps", Work.uncapped(), 0, rounds);
            cost.compare("three caps", Work.roomy(LocalTime.now(ZoneOffset.UTC)), COUNTED, rounds);
        }
    }

    /// The first round does not count.
    private void compare(String name, Policy policy, int counted, int rounds) {
        int partitions = RedisSettings.DEFAULT_PARTITIONS;
        var ways = List.of(
                new Way("functions", redis.settings(partitions), false, rounds),
                new Way("functions, measured", redis.settings(partitions), true, rounds),
                new Way("EVALSHA", redis.settingsWithoutFunctions(partitions), false, rounds));
        for (int i = -1; i < rounds; i++) {
            for (var way : ways) round(way, policy, counted, i);
        }
        for (var way : ways) {
            System.out.printf(
                    Locale.ROOT,
                    "%s, %s: Redis' processor, us a send: admission %.1f, settlement %.1f, both %.1f%n",
                    name,
                    way.name,
                    median(way.admissions),
                    median(way.settlements),
                    median(way.admissions) + median(way.settlements));
            if (way.measured) {
                System.out.printf(
                        Locale.ROOT,
                        "%s, %s: an interaction %.1f, a conversion %.1f; folding what a send left %.1f%n",
                        name,
                        way.name,
                        median(way.interactions),
                        median(way.conversions),
                        median(way.folds));
            }
            way.lane.close();
        }
    }

    private void round(Way way, Policy policy, int counted, int round) {
        var _ = redis.commands().flushall();
        giveUsers(way.lane, policy, counted);
        live.clear();
        double before = redis.cpuMicros();
        way.lane.forEach(SENDS, Callers.CALLERS, i -> admit(way.lane, "user-" + i, policy));
        double admitted = redis.cpuMicros();
        way.lane.forEach(SENDS, Callers.CALLERS, i -> settle(way.lane, live.get(i)));
        double settled = redis.cpuMicros();
        if (way.measured) measured(way, round, settled);
        if (round < 0) return;
        way.admissions[round] = (admitted - before) / SENDS;
        way.settlements[round] = (settled - admitted) / SENDS;
    }

    private void measured(Way way, int round, double settled) {
        way.lane.forEach(
                SENDS,
                Callers.CALLERS,
                i -> way.lane.interactions.mark(
                        live.get(i).user, live.get(i).sendId, Interaction.Kind.OPENED, null, null));
        double opened = redis.cpuMicros();
        way.lane.forEach(
                SENDS,
                Callers.CALLERS,
                i -> way.lane.interactions.convert(live.get(i).user, "purchase", "order-" + i, PRICE, null));
        double converted = redis.cpuMicros();
        way.lane.forEach(RedisSettings.DEFAULT_PARTITIONS, 8, way.lane.folds::fold);
        double folded = redis.cpuMicros();
        if (round < 0) return;
        way.interactions[round] = (opened - settled) / SENDS;
        way.conversions[round] = (converted - opened) / SENDS;
        way.folds[round] = (folded - converted) / SENDS;
    }

    /// One is registered, and sent so many by a clock that is moved; the others get what it has.
    private void giveUsers(Lane lane, Policy policy, int counted) {
        var device = new User.Device(
                "phone",
                Work.APP,
                DEVICE_TOKEN,
                User.Permission.AUTHORIZED,
                Instant.EPOCH,
                ZoneId.of("Europe/Berlin"),
                null);
        var _ = lane.await(() -> lane.users.putDevice(MODEL, device));
        var now = new AtomicLong(System.currentTimeMillis() - counted * MINUTE_MS);
        try (var earlier = new Lane(redis, RedisSettings.DEFAULT_PARTITIONS, now::get)) {
            for (int i = 0; i < counted; i++) {
                var sendId = earlier.store.newSendId(MODEL);
                var send = Work.send(sendId, MODEL, List.of(), null);
                var _ = earlier.await(() -> earlier.store.admit(send, policy));
                now.addAndGet(MINUTE_MS);
            }
        }
        var value = redis.commands().get(lane.userKey(MODEL));
        var written = new ArrayList<RedisFuture<String>>(SENDS);
        for (int i = 0; i < SENDS; i++) written.add(redis.async().set(lane.userKey("user-" + i), value));
        for (var each : written) {
            var _ = each.toCompletableFuture().join();
        }
        // The time zone's row of each partition is there when a round begins.
        lane.forEach(SENDS, Callers.CALLERS, i -> lane.store.explain(send(lane, "user-" + i), policy));
    }

    private static Admit.Request send(Lane lane, String user) {
        return Work.send(lane.store.newSendId(user), user, List.of(), null);
    }

    private Future<?> admit(Lane lane, String user, Policy policy) {
        var send = send(lane, user);
        return lane.store.admit(send, policy).compose(reply -> {
            if (!(reply instanceof Admit.Reply.Decided(var _, var _, var _, Lease lease, var _)) || lease == null) {
                return Future.failedFuture("not admitted: " + reply);
            }
            live.add(new Live(send.sendId(), user, lease));
            return Future.succeededFuture();
        });
    }

    private static Future<?> settle(Lane lane, Live send) {
        long now = System.currentTimeMillis();
        var accepted = send.lease.deliveries().stream()
                .map(delivery -> delivery.with(Outcome.ACCEPTED, "", PROVIDER_ID, now))
                .toList();
        var settlement = new Settlement(send.lease.fence(), SendState.ACCEPTED, "", accepted, List.of());
        return lane.store
                .settle(send.sendId, send.user, settlement)
                .compose(settled -> settled ? Future.succeededFuture() : Future.failedFuture("the lease is another's"));
    }

    private static double median(double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
