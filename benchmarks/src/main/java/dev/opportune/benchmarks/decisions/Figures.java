package dev.opportune.benchmarks.decisions;

import dev.opportune.engagement.report.Label;
import dev.opportune.engagement.report.Report;
import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Outcome;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.redis.RedisSettings;
import dev.opportune.ratelimiter.send.Admit;
import dev.opportune.ratelimiter.send.Ending.Settlement;
import io.vertx.core.Future;
import java.lang.management.ManagementFactory;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// **Question**: how much of a core does it take to fold what 2,000 sends a second leave, and how long does a report of
/// 90 days and 100 labels take, and the longest of its commands?
///
/// **Workload**: 20,000 sends, ten seconds of them, of 100 campaigns, to as many users, admitted and settled as
/// accepted; then each partition is folded once. Of the hour that this makes there are copies for 90 days, and a report
/// by
/// campaign reads them.
///
/// **Command**: `benchmarks/decisions figures [ROUNDS]`
public final class Figures {

    private static final int DEFAULT_ROUNDS = 3;
    private static final int SENDS = 20_000;
    private static final int CAMPAIGNS = 100;
    private static final double EVERY_MICROS = 10e6;
    private static final int HOURS = 90 * 24;
    private static final long HOUR_MS = 3_600_000;

    /// What Redis' slow log takes note of, in microseconds.
    private static final String NOTED = "200";

    private final RedisServer redis;
    private final Lane lane;

    private Figures(RedisServer redis, Lane lane) {
        this.redis = redis;
        this.lane = lane;
    }

    public static void main(String[] arguments) {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_ROUNDS;
        if (rounds < 1) throw new IllegalArgumentException("rounds: " + rounds + " (expected: >= 1)");
        try (var redis = RedisServer.start();
                var lane = new Lane(redis.settings(RedisSettings.DEFAULT_PARTITIONS), () -> 0, true)) {
            var figures = new Figures(redis, lane);
            System.out.printf(Locale.ROOT, "Redis %s%n", redis.version());
            var campaigns = new ArrayList<Label>();
            for (int i = 0; i < CAMPAIGNS; i++) {
                campaigns.add(new Label.OfSends(Work.CATEGORY, null, campaign(i), null, null, null, null));
            }
            var _ = lane.await(() -> lane.labels.ask(campaigns).map(true));
            for (int i = 0; i <= rounds; i++) figures.fold(i);
            figures.copy();
            for (int i = 0; i <= rounds; i++) figures.report(i);
        }
    }

    private static String campaign(int i) {
        return "campaign-" + i % CAMPAIGNS;
    }

    /// The first one warms up.
    private void fold(int round) {
        lane.forEach(SENDS, Callers.CALLERS, i -> send("user-" + i, campaign(i / 7)));
        double redisBefore = redis.cpuMicros();
        double before = ownMicros();
        long began = System.nanoTime();
        lane.forEach(RedisSettings.DEFAULT_PARTITIONS, 4, lane.folds::fold);
        double millis = (System.nanoTime() - began) / 1e6;
        double own = ownMicros() - before;
        double redisMicros = redis.cpuMicros() - redisBefore;
        if (round == 0) return;
        System.out.printf(
                Locale.ROOT,
                "a fold of %d partitions: %.0f ms; of a core, each 10 s: Redis %.2f %%, the gateway %.2f %%%n",
                RedisSettings.DEFAULT_PARTITIONS,
                millis,
                100 * redisMicros / EVERY_MICROS,
                100 * own / EVERY_MICROS);
    }

    private Future<?> send(String user, String campaign) {
        var like = Work.send(lane.store.newSendId(user), user, Work.ONE_DEVICE, null);
        var send = new Admit.Request(
                like.sendId(),
                user,
                like.caller(),
                null,
                like.category(),
                campaign,
                like.ref(),
                null,
                like.content(),
                Moment.Absolute.UNSAID,
                like.inline());
        return lane.store.admit(send, Work.uncapped()).compose(reply -> {
            if (!(reply instanceof Admit.Reply.Decided decided) || decided.lease() == null) {
                return Future.failedFuture("not admitted: " + reply);
            }
            var lease = decided.lease();
            long now = System.currentTimeMillis();
            var accepted = lease.deliveries().stream()
                    .map(delivery -> delivery.with(Outcome.ACCEPTED, "", "id", now))
                    .toList();
            return lane.store.settle(
                    send.sendId(), user, new Settlement(lease.fence(), SendState.ACCEPTED, "", accepted, List.of()));
        });
    }

    private void copy() {
        long hour = System.currentTimeMillis() / HOUR_MS;
        byte[] from = lane.hourKey(redis.commands().exists(lane.hourKey(hour)) > 0 ? hour : hour - 1);
        for (int i = 2; i < HOURS; i++) {
            var _ = redis.commands().copy(from, lane.hourKey(hour - i));
        }
    }

    /// The first one warms up.
    private void report(int round) {
        var _ = redis.commands().configSet("slowlog-log-slower-than", NOTED);
        var _ = redis.commands().slowlogReset();
        long hour = System.currentTimeMillis() / HOUR_MS;
        var report = new Report(Report.By.CAMPAIGN, false, ZoneOffset.UTC, _ -> true);
        long began = System.nanoTime();
        var _ = lane.await(
                () -> lane.tallies.read(hour - HOURS, hour + 1, report::cells).map(true));
        int rows = report.rows().size();
        double seconds = (System.nanoTime() - began) / 1e9;
        if (round == 0) return;
        long slowest = redis.commands().slowlogGet(100).stream()
                .mapToLong(entry -> (Long) ((List<?>) entry).get(2))
                .max()
                .orElse(0);
        System.out.printf(
                Locale.ROOT,
                "a report of %,d hours, %d rows: %.2f s, its longest command %d us (0: under %s)%n",
                HOURS,
                rows,
                seconds,
                slowest,
                NOTED);
    }

    /// Processor time of this process.
    private static double ownMicros() {
        var system = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
        return system.getProcessCpuTime() / 1e3;
    }
}
