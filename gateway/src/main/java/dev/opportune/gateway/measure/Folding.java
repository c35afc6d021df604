package dev.opportune.gateway.measure;

import dev.opportune.engagement.tally.Folds;
import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Folds what this lane's partitions have counted, one partition after another, now and then. What a round leaves
/// undone the next one does, here or on the lane that has the partition by then. Confined to the lane.
final class Folding {

    private static final Logger LOG = LoggerFactory.getLogger(Folding.class);

    private final Vertx vertx;
    private final Folds folds;
    private final Supplier<Set<Integer>> partitions;
    private final Supplier<Future<Void>> before;
    private final long timer;
    private boolean folding;
    private boolean closed;

    /// When the last round began that folded all: what was counted before has been added.
    private volatile long foldedNanos = System.nanoTime();

    /// @param partitions that fall to this lane now
    /// @param before what each round begins with
    Folding(
            Vertx vertx,
            Folds folds,
            Duration every,
            Supplier<Set<Integer>> partitions,
            Supplier<Future<Void>> before) {
        this.vertx = vertx;
        this.folds = folds;
        this.partitions = partitions;
        this.before = before;
        this.timer = vertx.setPeriodic(every.toMillis(), _ -> begin());
    }

    /// How old what was counted may be that has not been added yet. May be asked on any thread.
    Duration lag() {
        return Duration.ofNanos(Math.max(0, System.nanoTime() - foldedNanos));
    }

    void close() {
        closed = true;
        vertx.cancelTimer(timer);
    }

    private void begin() {
        if (folding || closed) return;
        folding = true;
        long begunNanos = System.nanoTime();
        before.get().compose(_ -> next(Set.copyOf(partitions.get()).iterator())).onComplete(done -> {
            folding = false;
            if (done.succeeded()) foldedNanos = begunNanos;
            else if (done.cause() instanceof StorageUnavailableException) LOG.debug("folded again later", done.cause());
            else LOG.error("what was counted could not be folded", done.cause());
        });
    }

    private Future<Void> next(Iterator<Integer> left) {
        if (closed || !left.hasNext()) return Future.succeededFuture();
        return folds.fold(left.next()).compose(_ -> next(left));
    }
}
