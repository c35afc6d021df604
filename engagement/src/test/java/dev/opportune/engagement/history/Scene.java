package dev.opportune.engagement.history;

import dev.opportune.engagement.report.Label;
import dev.opportune.engagement.tally.Folds;
import dev.opportune.engagement.tally.Labels;
import dev.opportune.engagement.touch.Interactions;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.event.EventRetention;
import dev.opportune.ratelimiter.experiment.Experiment;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.policy.PolicyException;
import dev.opportune.ratelimiter.policy.PolicyFile;
import dev.opportune.ratelimiter.redis.RedisClock;
import dev.opportune.ratelimiter.send.Claim;
import dev.opportune.ratelimiter.send.Lookup;
import dev.opportune.ratelimiter.send.Scan;
import dev.opportune.ratelimiter.send.SendStore;
import dev.opportune.ratelimiter.send.StoredSend;
import dev.opportune.ratelimiter.user.RedisUsers;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What a history is played with: two lanes, users, interactions and folds of its own clock, over one Redis.
final class Scene {

    static final int TOUCHES = 3;
    static final Duration LEASE = Duration.ofSeconds(30);
    static final List<String> CATEGORIES = List.of("sale", "news", "order");
    static final Interactions.Windows WINDOWS = new Interactions.Windows(Duration.ofHours(6), Duration.ofHours(3));
    static final Labels.Limits LIMITS = new Labels.Limits(TOUCHES, 10_000_000, 90);

    private static final Duration KEPT = Duration.ofHours(6);

    final RedisFixture redis;
    final Random chance;
    final Policy policy;

    /// The same with other weights: gateways may differ for a while.
    final Policy reweighted;

    final AtomicLong clock;
    final Interactions interactions;
    final RedisUsers users;
    private final Faulty storage;
    private final List<SendStore> lanes;
    private final Folds folds;

    Scene(RedisFixture redis, long seed, long beginsMillis, Labels labels, String salt) throws Exception {
        this.redis = redis;
        this.chance = new Random(seed);
        this.clock = new AtomicLong(beginsMillis);
        this.policy = policy(salt, 50);
        this.reweighted = policy(salt, 10);
        this.storage = new Faulty(redis.storage(clock::get), chance);
        this.lanes = List.of(lane("one", labels), lane("two", labels));
        this.users = RedisUsers.measured(storage, KEPT, EventRetention.DEFAULT, () -> "", null, true);
        this.interactions = new Interactions(storage, WINDOWS, EventRetention.DEFAULT, true, () -> policy);
        this.folds = new Folds(storage, labels, Duration.ofDays(90), 3, Folds.Entered.UNHEARD);
    }

    static Policy policy(String salt, int calm) throws PolicyException {
        return PolicyFile.parse("""
            version: "1"
            caps: {few: {limit: 3, window: PT4H}}
            categories:
              sale: {class: promotional, intent: buy, ttl: PT2H, caps: [few], quiet_hours: ignore}
              news: {class: promotional, ttl: PT6H, quiet_hours: ignore}
              order: {class: transactional, ttl: PT6H, quiet_hours: ignore, consent: none}
            experiments:
              words: {salt: "%1$s", arms: {calm: %2$d, urgent: 50}, holdout: 20, goal: "converted:purchase", goal_window: PT3H}
              looks: {salt: "%1$s", arms: {plain: %2$d, rich: 50, wild: 20}, goal: opened, goal_window: PT2H}
              clicks: {salt: "%1$s", arms: {calm: %2$d, urgent: 50}, goal: clicked, goal_window: PT5H}
              places: {salt: "%1$s", arms: {calm: %2$d, urgent: 50}, holdout: 30, goal: "converted:signup", holdout_counts: true}
            """.formatted(salt, calm), "policy");
    }

    private SendStore lane(String owner, Labels labels) {
        var terms = new SendStore.Terms(owner, LEASE, KEPT, KEPT, EventRetention.DEFAULT, () -> "", labels);
        return new SendStore(storage, terms, new RedisClock());
    }

    SendStore lane(int lane) {
        return lanes.get(lane);
    }

    long now() {
        return clock.get();
    }

    long hour() {
        return now() / 3_600_000;
    }

    static Label.OfSends labelOf(String category, String campaign, @Nullable String experiment, @Nullable String arm) {
        return new Label.OfSends(
                category, category.equals("sale") ? "buy" : null, campaign, null, null, experiment, arm);
    }

    static Label.OfArm labelOf(Experiment experiment, int arm) {
        return new Label.OfArm(
                experiment.name(),
                HexFormat.of().formatHex(experiment.knownBy()),
                experiment.segment(),
                experiment.armAt(arm));
    }

    static boolean isMeasured(String category) {
        return !category.equals("order");
    }

    static boolean hasCaps(String category) {
        return category.equals("sale");
    }

    <T> T await(Callable<Future<T>> action) throws Exception {
        var done = new CompletableFuture<T>();
        redis.context.runOnContext(_ -> {
            try {
                action.call().onComplete(done::complete, done::completeExceptionally);
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        return done.get(1, TimeUnit.HOURS);
    }

    private StoredSend alive(String sendId) throws Exception {
        return ((Lookup.Known.Alive) await(() -> lane(0).find(sendId)).orElseThrow()).send();
    }

    Scan.Woken wake(String sendId) throws Exception {
        var send = alive(sendId);
        return await(() -> lane(0).wake(send));
    }

    Claim.Reply claim(int lane, String sendId) throws Exception {
        var send = alive(sendId);
        return await(() -> lane(lane).claim(send, policy));
    }

    /// Folds the partition of a user, and is broken off at times.
    void foldSomehow(String user) throws Exception {
        try {
            var _ = await(() -> folds.fold(lane(0).partitionOf(user)));
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof Faulty.Broken)) throw e;
        }
    }

    /// A script of a fold that ran once runs again, whatever happened since.
    void runAgain() throws Exception {
        var _ = await(() -> storage.again().mapEmpty());
    }

    /// From here on nothing is broken off, and nothing repeated.
    void isSound() {
        storage.isSound = true;
    }

    /// Folds all that is left.
    void foldAll() throws Exception {
        isSound();
        for (int p = 0; p < lane(0).partitions(); p++) {
            int partition = p;
            while (await(() -> folds.fold(partition)) > 0) {}
        }
    }
}
