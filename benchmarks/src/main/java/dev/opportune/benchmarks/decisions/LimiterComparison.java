package dev.opportune.benchmarks.decisions;

import dev.opportune.benchmarks.decisions.Callers.Round;
import dev.opportune.ratelimiter.redis.RedisSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// **Question**: what does a decision cost here, against Bucket4j and Redisson on the same Redis?
///
/// **Workload**: 64 callers at once in one process. *Cold*: every user is asked for once, with the three caps of a
/// promotional send, and with one cap. *Hot*: all ask for one user, twice as often as its cap
/// of 12 or 1,000 a day allows, and then for the next.
/// Each is warmed up, then measured by turns; numbers are medians of the rounds.
///
/// **Command**: `benchmarks/decisions limiters [ROUNDS [SECONDS]]`
public final class LimiterComparison {

    private static final int DEFAULT_ROUNDS = 3;
    private static final int DEFAULT_SECONDS = 3;
    private static final int[] HOT_LIMITS = {12, 1_000};
    private static final int HOT_ASKED = 10_000;
    private static final long FOREVER_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final RedisServer redis;
    private final int rounds;
    private final long roundNanos;
    private long users;

    private LimiterComparison(RedisServer redis, int rounds, int seconds) {
        this.redis = redis;
        this.rounds = rounds;
        this.roundNanos = TimeUnit.SECONDS.toNanos(seconds);
    }

    public static void main(String[] arguments) {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_ROUNDS;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : DEFAULT_SECONDS;
        if (rounds < 1 || seconds < 1) throw new IllegalArgumentException("rounds, seconds: (expected: >= 1)");
        int partitions = RedisSettings.DEFAULT_PARTITIONS;
        try (var redis = RedisServer.start()) {
            System.out.printf(Locale.ROOT, "Redis %s, medians of %d rounds%n%n", redis.version(), rounds);
            var comparison = new LimiterComparison(redis, rounds, seconds);
            comparison.cold("cold users, three caps", Cap.THREE, new OurLimiter(redis, partitions, Work.capped()));
            comparison.cold("cold users, one cap", Cap.one(3), new OurLimiter(redis, partitions, Work.oneCap(3)));
            for (int limit : HOT_LIMITS) comparison.hot(limit, new OurLimiter(redis, partitions, Work.oneCap(limit)));
        }
    }

    private void cold(String title, List<Cap> caps, Limiter ours) {
        try (ours;
                var bucket4j = new BucketLimiter(redis, caps);
                var redisson = new RedissonLimiter(redis, caps, true)) {
            var measured = byTurns(List.of(ours, bucket4j, redisson), this::coldRound);
            print(title, measured, Round::perSecond, null);
        }
    }

    private Round coldRound(Limiter limiter) {
        var _ = redis.commands().flushall();
        long first = users;
        users += Integer.MAX_VALUE;
        var round = Callers.ask(redis, limiter, turn -> "user-" + (first + turn), Long.MAX_VALUE, roundNanos);
        if (round.admitted() != round.decided()) {
            throw new IllegalStateException(limiter.title() + ": " + round + " (expected: all admitted)");
        }
        return round;
    }

    private void hot(int limit, Limiter ours) {
        var caps = Cap.one(limit);
        try (ours;
                var bucket4j = new BucketLimiter(redis, caps);
                var redisson = new RedissonLimiter(redis, caps, false)) {
            var measured = byTurns(List.of(ours, bucket4j, redisson), limiter -> hotRound(limit, limiter, redisson));
            print("one hot user, limit " + limit, measured, Round::perSecond, limit * hotUsers(limit));
        }
    }

    /// One user after the other is hot, and asked for twice as often as it may.
    private Round hotRound(int limit, Limiter limiter, RedissonLimiter redisson) {
        var _ = redis.commands().flushall();
        long first = users;
        users += hotUsers(limit);
        for (long user = first; user < users; user++) redisson.prepare("user-" + user);
        return Callers.ask(
                redis,
                limiter,
                turn -> "user-" + (first + turn / (2L * limit)),
                2L * limit * hotUsers(limit),
                FOREVER_NANOS);
    }

    private static int hotUsers(int limit) {
        return Math.max(1, HOT_ASKED / (2 * limit));
    }

    /// After a round of each that does not count.
    private Map<Limiter, List<Round>> byTurns(List<Limiter> all, Function<Limiter, Round> round) {
        for (var limiter : all) {
            var _ = round.apply(limiter);
        }
        var measured = new LinkedHashMap<Limiter, List<Round>>();
        for (int i = 0; i < rounds; i++) {
            for (var limiter : all) {
                measured.computeIfAbsent(limiter, _ -> new ArrayList<>()).add(round.apply(limiter));
            }
        }
        return measured;
    }

    private static void print(
            String title, Map<Limiter, List<Round>> measured, ToDoubleFunction<Round> rate, @Nullable Integer limit) {
        double ours = median(measured.values().iterator().next(), rate);
        System.out.println("| " + title + " | decisions/s | ours ÷ it | CPU, µs | Redis' CPU, µs | above the limit |");
        System.out.println("|---|---|---|---|---|---|");
        measured.forEach((limiter, rounds) -> {
            long over = limit == null
                    ? 0
                    : rounds.stream().mapToLong(Round::admitted).max().orElse(0) - limit;
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %,.0f | %.2f | %.1f | %.1f | %s |%n",
                    limiter.title(),
                    median(rounds, rate),
                    ours / median(rounds, rate),
                    median(rounds, Round::cpuMicros),
                    median(rounds, Round::redisMicros),
                    limit == null ? "" : Long.toString(over));
        });
        System.out.println();
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> value) {
        var sorted = rounds.stream().mapToDouble(value).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
