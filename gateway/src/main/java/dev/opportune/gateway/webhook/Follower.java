package dev.opportune.gateway.webhook;

import dev.opportune.gateway.send.Shares;
import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import dev.opportune.ratelimiter.send.Presence;
import dev.opportune.ratelimiter.webhook.GoneWebhooks;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the partitions that fall to this gateway: all gateways with webhooks share them as lanes do ([Shares]). A
/// lease
/// of each, with a fence, makes sure that one alone delivers. Confined to one event loop.
final class Follower {

    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

    private static final long TICK_MS = 50;
    private static final int TOLD_IN_A_LEASE = 10;
    private static final long GONE_EVERY_NANOS = Duration.ofSeconds(2).toNanos();

    private final Vertx vertx;
    private final String name;
    private final int partitions;
    private final Duration stay;
    private final long tellEveryNanos;
    private final Presence presence;
    private final GoneWebhooks goneWebhooks;
    private final IntFunction<Partition> make;
    private final List<Subscription> webhooks;
    private final Map<Integer, Partition> known = new HashMap<>();
    private Set<Integer> share = Set.of();
    private final long timer;
    private long toldNanos;
    private long goneNanos;
    private long tickedNanos;
    private boolean telling;

    /// @param make what follows one partition
    Follower(
            Vertx vertx,
            String name,
            int partitions,
            Duration lease,
            Presence presence,
            GoneWebhooks goneWebhooks,
            IntFunction<Partition> make,
            List<Subscription> webhooks) {
        this.vertx = vertx;
        this.name = name;
        this.partitions = partitions;
        this.stay = lease.dividedBy(2);
        this.tellEveryNanos = lease.dividedBy(TOLD_IN_A_LEASE).toNanos();
        this.presence = presence;
        this.goneWebhooks = goneWebhooks;
        this.make = make;
        this.webhooks = webhooks;
        long now = System.nanoTime();
        this.toldNanos = now - tellEveryNanos;
        this.goneNanos = now - GONE_EVERY_NANOS;
        this.tickedNanos = now;
        this.timer = vertx.setPeriodic(1, TICK_MS, _ -> tick());
    }

    private void tick() {
        long now = System.nanoTime();
        if (now - toldNanos >= tellEveryNanos) tell(now);
        if (now - goneNanos >= GONE_EVERY_NANOS) askForGone(now);
        for (int partition : share) {
            known.computeIfAbsent(partition, make::apply).look(now);
        }
        if (now - tickedNanos >= Bounds.LOOK.toNanos()) {
            tickedNanos = now;
            leaveOthers();
            show();
        }
    }

    /// Of what falls to another now nothing more is begun, since its lease is not renewed; when nothing is under way it
    /// is
    /// free at once.
    private void leaveOthers() {
        var others = new HashSet<>(known.keySet());
        others.removeAll(share);
        for (int partition : others) {
            var it = known.get(partition);
            if (it == null || !it.isIdle()) continue;
            known.remove(partition);
            var _ = it.leave();
        }
    }

    private void show() {
        for (int i = 0; i < webhooks.size(); i++) {
            long oldest = 0;
            int deadLetters = 0;
            for (var partition : known.values()) {
                if (!partition.isHeld()) continue;
                var course = partition.course(i);
                long waits = course.oldestMillis();
                if (waits > 0 && (oldest == 0 || waits < oldest)) oldest = waits;
                deadLetters += course.deadLetters();
            }
            webhooks.get(i).tick(oldest, deadLetters);
        }
    }

    private void tell(long now) {
        if (telling) return;
        telling = true;
        toldNanos = now;
        presence.say(stay, true).onComplete(done -> {
            telling = false;
            if (done.succeeded()) {
                share = Set.copyOf(Shares.of(name, done.result().lanes(), partitions));
            } else unlessAway("the gateways that deliver to webhooks are not known", done.cause());
        });
    }

    private void askForGone(long now) {
        goneNanos = now;
        goneWebhooks
                .all()
                .onSuccess(all -> webhooks.forEach(it -> it.gone(all.get(it.name()), now)))
                .onFailure(failure -> {
                    goneNanos = now - GONE_EVERY_NANOS + tellEveryNanos; // soon again: nothing is delivered before
                    unlessAway("the webhooks that are gone are not known", failure);
                });
    }

    private static void unlessAway(String what, Throwable failure) {
        if (!(failure instanceof StorageUnavailableException)) LOG.error(what, failure);
    }

    /// Begins nothing more.
    void end() {
        vertx.cancelTimer(timer);
        share = Set.of();
    }

    /// Leaves all partitions to others; never fails.
    Future<Void> leave() {
        var left = known.values().stream().map(Partition::leave).toList();
        return Future.join(left)
                .eventually(() -> presence.say(Duration.ZERO, false))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }
}
