package dev.opportune.gateway.send;

import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.redis.Admit;
import dev.opportune.ratelimiter.redis.SendStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends whose callers were told `outcome-unknown`, until Redis says what became of them.
///
/// Without an idempotency key the send is cancelled: its caller cannot retry it safely, and was told that it may not
/// have been taken. With one it is admitted again, by the same id: the caller's retry replays whichever was first, so
/// it
/// must be pushed, and exactly one of the two is.
final class UnknownSends {

    private static final Logger LOG = LoggerFactory.getLogger(UnknownSends.class);
    private static final long AGAIN_MS = 500;

    private final Vertx vertx;
    private final SendStore store;
    private final Supplier<Policy> policy;
    private final int most;
    private final SendMetrics metrics;
    private final Consumer<Outgoing> dispatch;
    private final ArrayDeque<Unknown> waiting = new ArrayDeque<>();
    private long timer = -1;

    private record Unknown(Admit.Request admission, SendRequest request) {}

    UnknownSends(
            Vertx vertx,
            SendStore store,
            Supplier<Policy> policy,
            int most,
            SendMetrics metrics,
            Consumer<Outgoing> dispatch) {
        this.vertx = vertx;
        this.store = store;
        this.policy = policy;
        this.most = most;
        this.metrics = metrics;
        this.dispatch = dispatch;
    }

    void add(Admit.Request admission, SendRequest request) {
        if (waiting.size() == most) {
            waiting.remove();
            LOG.warn("{} sends with an unknown outcome: the oldest is left to its lease", most);
        }
        waiting.add(new Unknown(admission, request));
        clearSoon();
    }

    int size() {
        return waiting.size();
    }

    void close() {
        if (timer >= 0) vertx.cancelTimer(timer);
    }

    private void clearSoon() {
        if (timer < 0) timer = vertx.setTimer(AGAIN_MS, _ -> clearNext());
    }

    private void clearNext() {
        timer = -1;
        var next = waiting.peek();
        if (next == null) return;
        clear(next).onComplete(done -> {
            if (done.succeeded()) {
                waiting.remove(next);
                clearNext();
            } else {
                clearSoon();
            }
        });
    }

    private Future<?> clear(Unknown send) {
        var admission = send.admission;
        if (admission.idempotency() == null) return store.disown(admission.sendId(), admission.user());
        var rules = policy.get();
        if (!rules.categories().containsKey(admission.category())) return Future.succeededFuture();
        return store.admit(admission, rules).onSuccess(reply -> {
            if (!(reply instanceof Admit.Reply.Decided decided)) return;
            if (!decided.replayed()) metrics.decided(admission.category(), decided.decision());
            if (decided.lease() != null) {
                dispatch.accept(SendPipeline.outgoing(
                        admission, send.request, rules, decided.decision(), decided.lease(), System.nanoTime()));
            }
        });
    }
}
