package dev.opportune.benchmarks.decisions;

import dev.opportune.ratelimiter.redis.RedisSettings;
import java.util.Locale;

/// **Question**: how often does an admission go to Redis, and what does it call there?
///
/// **Workload**: 10,000 admissions with three caps, one after the other, counted by Redis itself: what it read from its
/// connections, and how often it was asked to run a script. Scripts and the time zones' rows are there before.
///
/// **Command**: `benchmarks/decisions round-trips`
public final class RoundTrips {

    private static final int ADMISSIONS = 10_000;

    private RoundTrips() {}

    public static void main(String[] arguments) {
        int partitions = RedisSettings.DEFAULT_PARTITIONS;
        try (var redis = RedisServer.start();
                var lane = new Lane(redis, partitions)) {
            var policy = Work.capped();
            lane.forEach(partitions * 16, Callers.CALLERS, i -> {
                var user = "first-" + i;
                return lane.store.admit(Work.send(lane.store.newSendId(user), user), policy);
            });
            var _ = redis.commands().configResetstat();
            long before = reads(redis);
            lane.forEach(ADMISSIONS, 1, i -> {
                var user = MemoryOfUsers.user(i);
                return lane.store.admit(Work.send(lane.store.newSendId(user), user), policy);
            });
            // The second look is a read of its own.
            long reads = reads(redis) - before - 1;
            System.out.printf(Locale.ROOT, "%,d admissions: %,d reads from connections%n", ADMISSIONS, reads);
            redis.commands()
                    .info("commandstats")
                    .lines()
                    .filter(line -> line.startsWith("cmdstat_"))
                    .map(line -> line.substring("cmdstat_".length()).split(",usec", -1)[0])
                    .forEach(System.out::println);
        }
    }

    private static long reads(RedisServer redis) {
        return Long.parseLong(redis.info("stats", "total_reads_processed"));
    }
}
