package dev.opportune.ratelimiter.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.Decision.DeferReason;
import dev.opportune.ratelimiter.Decision.SuppressReason;
import dev.opportune.ratelimiter.device.DeviceNews;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.redis.RedisSettings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Generated histories, each step of which the scripts and the [DecisionModel] must decide alike, on the Redis of the
/// build and on that of the PATH.
///
/// More of them: `-Dopportune.histories=20000`; others: `-Dopportune.seed=…`; one that failed again: its seed, and one
/// history.
class DecisionsIT {

    private static final Logger LOG = LoggerFactory.getLogger(DecisionsIT.class);
    private static final int HISTORIES = Integer.getInteger("opportune.histories", 1200);
    private static final long SEED = Long.getLong("opportune.seed", 1);
    private static final int STEPS = 60;

    /// No gate says the first; the others are of experiments, which the histories of `engagement` know.
    private static final Set<SuppressReason> ELSEWHERE =
            Set.of(SuppressReason.UNKNOWN_TEMPLATE, SuppressReason.HELD_OUT, SuppressReason.OTHER_ARM);

    /// Each history has a partition of its own, and so time zone rows of its own clock. So few that none takes a minute
    /// of Redis' own time on a slow machine: keys that end do so by that, and the first after a minute.
    private static final int AT_ONCE = RedisSettings.DEFAULT_PARTITIONS / 4;

    private static final Map<String, Integer> occurred = new ConcurrentSkipListMap<>();
    private static RedisFixture redis;

    static Set<RedisFixture.Server> servers() {
        return RedisFixture.servers();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void scripts_decide_as_the_model_does_whatever_happens(RedisFixture.Server server) throws Exception {
        redis = new RedisFixture(server);
        occurred.clear();
        try {
            LOG.info(
                    "{} histories of {} steps on {}, seeds {} to {}",
                    HISTORIES,
                    STEPS,
                    redis.version(),
                    SEED,
                    SEED + HISTORIES - 1);
            for (int first = 0; first < HISTORIES; first += AT_ONCE) {
                redis.flush();
                runAll(first, Math.min(HISTORIES, first + AT_ONCE));
            }
        } finally {
            redis.close();
        }
        LOG.info("alike on {}: {}", server, occurred);
        if (HISTORIES >= 500) assertThat(occurred.keySet()).containsAll(whatMustOccur());
    }

    /// Chance that never leads to a rule tests nothing of it.
    private static List<String> whatMustOccur() {
        var all = new ArrayList<>(List.of(
                "replay of live",
                "mismatch of live",
                "mismatch of suppressed",
                "a key whose record has ended",
                "replay of cancelled and erased",
                "came back",
                "came back refusing",
                "settle stale",
                "renewed",
                "wake READY",
                "wake TAKEN_OVER",
                "hastened",
                "spared until its own time",
                "another policy",
                "quarantine over",
                "other limits",
                "other windows",
                "the other version"));
        for (var where : List.of("admit", "claim")) {
            all.add(where + " admitted");
            all.add(where + " deferred by a minimum gap");
            all.add(where + " suppressed by a minimum gap");
            for (var reason : DeferReason.values()) all.add(where + " deferred " + reason.word());
            for (var reason : SuppressReason.values()) {
                if (!ELSEWHERE.contains(reason)) all.add(where + " suppressed " + reason.word());
            }
        }
        for (var state : List.of("accepted", "unconfirmed", "rejected", "expired")) all.add("settled " + state);
        for (var kind : DeviceNews.Kind.values()) all.addAll(List.of(kind.name(), kind + " inline"));
        for (var reason : List.of("device_removed", "device_quarantined", "device token moved")) all.add(reason);
        all.addAll(List.of("dry run now or never", "admit suppressed what is soon allowed"));
        for (var then : List.of("Admitted", "Deferred", "Suppressed")) all.add("dry run releases as " + then);
        for (var change : DryRuns.CHANGES) all.add("dry run " + change);
        for (var state : ModelSend.State.values()) all.add("erased with a send " + state);
        for (var state : List.of("accepted", "rejected", "suppressed", "expired", "cancelled")) {
            all.add("replay of " + state);
        }
        for (var state : ModelSend.State.values()) all.add("not renewed when " + state);
        for (var cancelled : List.of("CANCELLED", "TOO_LATE", "ENDED")) all.add("cancel " + cancelled);
        for (var state : List.of("WAITING", "READY")) all.add("cancel of a campaign " + state);
        return all;
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
            history.occurred().forEach((what, times) -> occurred.merge(what, times, Integer::sum));
        } catch (Throwable e) {
            failures.add(new AssertionError(
                    "-Dopportune.seed=" + seed + " -Dopportune.histories=1: " + e + "\n  " + history.told(), e));
        }
    }
}
