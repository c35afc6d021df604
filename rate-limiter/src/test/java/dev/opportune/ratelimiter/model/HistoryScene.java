package dev.opportune.ratelimiter.model;

import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.Decision.Admitted;
import dev.opportune.ratelimiter.Decision.CapHit;
import dev.opportune.ratelimiter.Decision.Deferred;
import dev.opportune.ratelimiter.Decision.Suppressed;
import dev.opportune.ratelimiter.Policy.Window;
import dev.opportune.ratelimiter.event.EventRetention;
import dev.opportune.ratelimiter.fixture.AtClock;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.send.SendStore;
import dev.opportune.ratelimiter.user.KeptRefusals;
import dev.opportune.ratelimiter.user.RedisUsers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the steps of one [History] share: its chance and its clock, the lanes, the users and sends that there are, the
/// model, and what is told of it all.
final class HistoryScene {

    static final Duration LEASE = Duration.ofSeconds(30);
    static final Duration RETENTION = Duration.ofHours(1);

    final RedisFixture redis;
    final SplittableRandom random;
    final GeneratedPolicies policies;
    final DecisionModel model;
    final HistoryClock clock;
    final int partition;
    final List<SendStore> lanes = new ArrayList<>();
    final RedisUsers store;
    final List<String> users = new ArrayList<>();
    final List<ModelSend> sends = new ArrayList<>();
    /// What occurred, and how often.
    final Map<String, Integer> occurred = new TreeMap<>();

    private final List<String> told = new ArrayList<>();

    HistoryScene(RedisFixture redis, long seed, int partition) {
        this.redis = redis;
        this.partition = partition;
        this.random = new SplittableRandom(seed);
        this.policies = new GeneratedPolicies(random);
        this.model = new DecisionModel(policies.next());
        this.clock = new HistoryClock(random, policies);
        var atClock = new AtClock(redis.lane, clock::millis);
        for (int i = 1; i <= 2; i++) {
            var terms = new SendStore.Terms(
                    "lane-" + i, LEASE, RETENTION, RETENTION, EventRetention.DEFAULT, () -> model.settings);
            lanes.add(new SendStore(atClock, terms));
        }
        this.store = new RedisUsers(
                atClock,
                RETENTION,
                EventRetention.DEFAULT,
                () -> model.settings,
                new KeptRefusals(new byte[32], KeptRefusals.DEFAULT_RETENTION));
        for (int n = 0; users.size() < 2; n++) {
            if (redis.lane.keys().partitionOf(seed + "-" + n) == partition) users.add(seed + "-" + n);
        }
    }

    SendStore someLane() {
        return policies.any(lanes);
    }

    /// The lane that leases the send.
    SendStore ownerOf(ModelSend send) {
        return lanes.get(send.owner.equals("lane-1") ? 0 : 1);
    }

    String nameOf(SendStore lane) {
        return "lane-" + (lanes.indexOf(lane) + 1);
    }

    List<ModelSend> sendsOf(String user) {
        return sends.stream().filter(send -> send.user.equals(user)).toList();
    }

    @Nullable
    ModelSend someLeased() {
        var leased = sends.stream()
                .filter(send -> send.state == ModelSend.State.DISPATCHING)
                .toList();
        return leased.isEmpty() ? null : policies.any(leased);
    }

    void tell(Object what) {
        told.add(clock.now() + " " + what);
    }

    /// What happened, for the message of a failure.
    String told() {
        return String.join("\n  ", told);
    }

    void occurs(String what) {
        occurred.merge(what, 1, Integer::sum);
    }

    void occurs(String where, Decision decision) {
        switch (decision) {
            case Admitted _ -> occurs(where + " admitted");
            case Deferred deferred -> {
                occurs(where + " deferred " + deferred.reason().word());
                if (isGap(deferred.cap())) occurs(where + " deferred by a minimum gap");
            }
            case Suppressed(var reason, var hit, var _) -> {
                occurs(where + " suppressed " + reason.word());
                if (isGap(hit)) occurs(where + " suppressed by a minimum gap");
            }
        }
    }

    private boolean isGap(@Nullable CapHit hit) {
        if (hit == null) return false;
        var cap = model.policy.caps().get(hit.cap());
        return cap.limit() == 1 && cap.window() instanceof Window.Rolling;
    }
}
