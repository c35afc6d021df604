package dev.opportune.gateway.webhook;

import dev.opportune.gateway.config.WebhookConfig;
import dev.opportune.gateway.event.CloudEvents;
import dev.opportune.gateway.lane.LaneTransport;
import dev.opportune.ratelimiter.redis.RedisClock;
import dev.opportune.ratelimiter.redis.RedisLane;
import dev.opportune.ratelimiter.redis.RedisListener;
import dev.opportune.ratelimiter.redis.RedisSettings;
import dev.opportune.ratelimiter.send.Presence;
import dev.opportune.ratelimiter.webhook.GoneWebhooks;
import dev.opportune.ratelimiter.webhook.WebhookStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Delivers events to webhooks, on an event loop of its own: handshakes, signatures and bodies cost no lane anything,
/// and
/// with no webhook there is nothing of it. Methods may be called on any thread.
public final class Webhooks {

    /// Deliveries that are under way at the end have so long.
    private static final Duration ENDING = Duration.ofSeconds(2);

    private static final long ENDING_LOOK_MS = 20;

    private final Vertx vertx;
    private final Context context;
    private final List<Hook> hooks;
    private final Terms terms;
    private final List<Subscription> subscriptions = new ArrayList<>();
    private @Nullable RedisLane redis;
    private @Nullable Follower follower;

    /// A webhook, with its secrets as they are in force.
    public record Hook(WebhookConfig config, Supplier<List<Secret>> secrets) {}

    /// @param name of this gateway among all
    /// @param lease how long a partition is another's after a gateway died
    /// @param agent what the gateway calls itself to receivers
    public record Terms(String name, RedisSettings redis, Duration lease, Times times, String agent) {}

    private Webhooks(List<Hook> hooks, Terms terms) {
        this.hooks = hooks;
        this.terms = terms;
        this.vertx = Vertx.builder()
                // Names are asked for by threads that may wait: one that answers no name holds up no other's.
                .with(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(hooks.size() + 1))
                .withTransport(new LaneTransport())
                .build();
        this.context = vertx.getOrCreateContext();
    }

    /// Starts delivering.
    public static Future<Webhooks> start(List<Hook> hooks, Terms terms, MeterRegistry meters) {
        return start(hooks, terms, meters, Resolving::ofMachine);
    }

    /// @param names who knows the addresses of names
    static Future<Webhooks> start(List<Hook> hooks, Terms terms, MeterRegistry meters, Resolving.Names names) {
        var webhooks = new Webhooks(hooks, terms);
        return webhooks.onLoop(() -> webhooks.begin(meters, names)).map(webhooks);
    }

    private Future<Void> begin(MeterRegistry meters, Resolving.Names names) {
        var redis = new RedisLane(
                terms.redis,
                RedisListener.NONE,
                vertx,
                context,
                ((ContextInternal) context).nettyEventLoop().parent(),
                () -> 0);
        this.redis = redis;
        var clock = new RedisClock();
        var gone = new GoneWebhooks(redis);
        var store = new WebhookStore(redis, terms.name);
        var cloudEvents = new CloudEvents(terms.redis.prefix());
        for (var hook : hooks) {
            var receiver = new Receiver(vertx, hook.config, hook.secrets, names, terms.times.answer(), terms.agent);
            var metrics = new WebhookMetrics(hook.config.name(), meters);
            subscriptions.add(
                    new Subscription(vertx, hook.config, receiver, cloudEvents, clock, gone, terms.times, metrics));
        }
        this.follower = new Follower(
                vertx,
                terms.name,
                redis.keys().partitions(),
                terms.lease,
                new Presence(redis, redis.keys().followers(), terms.name),
                gone,
                partition -> new Partition(partition, store, clock::saw, terms.lease, subscriptions),
                subscriptions);
        return Future.succeededFuture();
    }

    /// What is wrong with a webhook, as a plain sentence.
    public Optional<String> fault(int webhook) {
        return subscriptions.get(webhook).fault();
    }

    /// Ends it: what is under way has a moment, then partitions are left to others at once.
    public Future<Void> close() {
        return onLoop(this::end).eventually(vertx::close);
    }

    private Future<Void> end() {
        var follower = this.follower;
        var redis = this.redis;
        if (follower == null || redis == null) return Future.succeededFuture();
        follower.end();
        subscriptions.forEach(Subscription::end);
        return idle(System.nanoTime() + ENDING.toNanos())
                .compose(_ -> follower.leave())
                .eventually(() -> Future.join(
                        subscriptions.stream().map(Subscription::close).toList()))
                .eventually(redis::close);
    }

    private Future<Void> idle(long untilNanos) {
        if (subscriptions.stream().allMatch(Subscription::isIdle) || System.nanoTime() - untilNanos > 0) {
            return Future.succeededFuture();
        }
        Promise<Void> later = Promise.promise();
        vertx.setTimer(ENDING_LOOK_MS, _ -> idle(untilNanos).onComplete(later));
        return later.future();
    }

    private Future<Void> onLoop(Supplier<Future<Void>> action) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(_ -> action.get().onComplete(done));
        return done.future();
    }
}
