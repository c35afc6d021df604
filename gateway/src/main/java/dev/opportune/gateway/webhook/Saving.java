package dev.opportune.gateway.webhook;

import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import dev.opportune.ratelimiter.webhook.WebhookStore;
import dev.opportune.ratelimiter.webhook.WebhookStore.Step;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes down how far the deliveries of a course are, behind them: one write at a time, each of all that was delivered
/// meanwhile. What was not written down when a gateway dies is delivered twice. Confined to one event loop.
final class Saving {

    private static final Logger LOG = LoggerFactory.getLogger(Saving.class);

    private final String webhook;
    private final WebhookStore store;
    private final Holding holding;
    private String saved = "0-0";
    private String position = "0-0";
    private int events;
    private @Nullable Step step; // under way, or to be repeated as it is: it may have been done
    private boolean writes;
    private @Nullable Promise<String> waiting;

    Saving(String webhook, WebhookStore store, Holding holding) {
        this.webhook = webhook;
        this.store = store;
        this.holding = holding;
    }

    /// Begins anew where Redis says.
    void begin(String position) {
        this.saved = position;
        this.position = position;
        this.events = 0;
        this.step = null;
    }

    /// What was delivered or passed over last.
    String position() {
        return position;
    }

    /// So many more events were.
    void moved(String to, int more) {
        position = to;
        events += more;
        goOn();
    }

    /// Completes with the position when it is written down; fails when it cannot be.
    Future<String> whenSaved() {
        if (step == null && events == 0) return Future.succeededFuture(saved);
        Promise<String> saved = Promise.promise();
        waiting = saved;
        goOn();
        return saved.future();
    }

    /// Writes what is to be written, unless it is being written.
    @SuppressWarnings("ReferenceEquality") // that very step, not one that says the same
    void goOn() {
        if (writes) return;
        if (step == null) {
            if (events == 0) return;
            step = new Step(saved, position, events, Optional.empty());
            events = 0;
        }
        var now = step;
        writes = true;
        store.advance(holding.partition, webhook, holding.fence(), now).onComplete(done -> {
            writes = false;
            if (step != now) return; // it began anew meanwhile
            if (done.failed()) failed(done.cause());
            else if (done.result().isMine()) saved(now);
            else lost();
        });
    }

    private void saved(Step now) {
        step = null;
        saved = now.to();
        if (events > 0) goOn();
        else if (waiting != null) complete();
    }

    private void complete() {
        var waiting = this.waiting;
        this.waiting = null;
        if (waiting != null) waiting.complete(saved);
    }

    private void failed(Throwable failure) {
        if (!(failure instanceof StorageUnavailableException)) {
            LOG.error("webhook {}: how far its deliveries are could not be written down", webhook, failure);
        }
        var waiting = this.waiting;
        this.waiting = null;
        if (waiting != null) waiting.fail(failure);
    }

    private void lost() {
        step = null;
        holding.lost();
        failed(new StorageUnavailableException("another gateway follows the partition", false));
    }
}
