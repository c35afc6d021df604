package dev.opportune.ratelimiter.redis;

import java.util.Collections;
import java.util.Comparator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Generated histories, each step of which the scripts and the [DecisionModel] must decide alike.
///
/// More of them: `-Dopportune.histories=20000`; others: `-Dopportune.seed=…`; one that failed again: its seed, and one
/// history.
class DecisionsIT {

    private static final int HISTORIES = Integer.getInteger("opportune.histories", 600);
    private static final long SEED = Long.getLong("opportune.seed", 1);
    private static final int STEPS = 60;

    /// Each history has a partition of its own, and so time zone rows of its own clock.
    private static final int AT_ONCE = RedisSettings.DEFAULT_PARTITIONS;

    private static RedisFixture redis;

    @BeforeAll
    static void start() throws Exception {
        redis = new RedisFixture();
    }

    @AfterAll
    static void stop() throws Exception {
        redis.close();
    }

    @Test
    void scripts_decide_as_the_model_does_whatever_happens() throws Exception {
        for (int first = 0; first < HISTORIES; first += AT_ONCE) {
            redis.flush();
            runAll(first, Math.min(HISTORIES, first + AT_ONCE));
        }
    }

    private static void runAll(int first, int last) throws Exception {
        var failures = new ConcurrentLinkedQueue<AssertionError>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = first; i < last; i++) {
                int number = i;
                var _ = threads.submit(() -> run(SEED + number, number % AT_ONCE, failures));
            }
        }
        if (failures.isEmpty()) return;
        var shortest = Collections.min(
                failures, Comparator.comparingInt(e -> e.getMessage().length()));
        shortest.addSuppressed(new AssertionError(failures.size() + " histories fail, this is the shortest"));
        throw shortest;
    }

    private static void run(long seed, int partition, Queue<AssertionError> failures) {
        var history = new History(redis, seed, partition);
        try {
            history.run(STEPS);
        } catch (Throwable e) {
            failures.add(new AssertionError(
                    "-Dopportune.seed=" + seed + " -Dopportune.histories=1\n  " + history.told() + "\n" + e, e));
        }
    }
}
