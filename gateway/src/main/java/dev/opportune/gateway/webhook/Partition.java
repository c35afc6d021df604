package dev.opportune.gateway.webhook;

import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import dev.opportune.ratelimiter.webhook.Following;
import dev.opportune.ratelimiter.webhook.Following.Followed;
import dev.opportune.ratelimiter.webhook.Following.Held;
import dev.opportune.ratelimiter.webhook.WebhookStore;
import dev.opportune.ratelimiter.webhook.WebhookStore.Asked;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One partition that falls to this gateway, with its lease and the courses of all webhooks. Confined to one event
/// loop.
final class Partition {

    private static final Logger LOG = LoggerFactory.getLogger(Partition.class);

    private final WebhookStore store;
    private final WebhookStore.NowHeard clock;
    private final Duration lease;
    private final Holding holding;
    private final List<Subscription> webhooks;
    private final List<Course> courses = new ArrayList<>();
    private long nextNanos = System.nanoTime();
    private boolean asking;

    Partition(
            int number, WebhookStore store, WebhookStore.NowHeard clock, Duration lease, List<Subscription> webhooks) {
        this.store = store;
        this.clock = clock;
        this.lease = lease;
        this.holding = new Holding(number);
        this.webhooks = webhooks;
        webhooks.forEach(webhook -> courses.add(new Course(webhook, store, holding)));
    }

    Course course(int webhook) {
        return courses.get(webhook);
    }

    boolean isHeld() {
        return holding.isHeld();
    }

    /// Whether nothing of it is under way.
    boolean isIdle() {
        return !asking && courses.stream().noneMatch(Course::isRunning);
    }

    /// Takes it up or goes on with it, when it is time for that.
    void look(long nowNanos) {
        if (asking || nowNanos - nextNanos < 0) return;
        asking = true;
        nextNanos = nowNanos + Bounds.LOOK.toNanos();
        var asked = new ArrayList<Asked>(webhooks.size());
        for (int i = 0; i < webhooks.size(); i++) {
            asked.add(new Asked(webhooks.get(i).name(), courses.get(i).told()));
        }
        store.follow(holding.partition, lease, asked, clock).onComplete(done -> {
            asking = false;
            if (done.succeeded()) looked(done.result(), nowNanos);
            else if (!(done.cause() instanceof StorageUnavailableException)) {
                LOG.error("a partition cannot be followed for webhooks", done.cause());
            }
        });
    }

    private void looked(Following found, long calledNanos) {
        switch (found) {
            case Held _ -> {
                if (isHeld()) holding.lost();
            }
            case Followed(long fence, var standings) -> {
                holding.held(fence, calledNanos + lease.toNanos());
                for (int i = 0; i < courses.size(); i++) courses.get(i).look(standings.get(i));
            }
        }
    }

    /// Leaves it to others; never fails.
    Future<Void> leave() {
        boolean mine = isHeld();
        holding.lost();
        return mine ? store.leave(holding.partition).otherwiseEmpty() : Future.succeededFuture();
    }
}
