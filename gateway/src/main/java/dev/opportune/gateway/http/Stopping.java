package dev.opportune.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Whether a lane is about to end: then what would take long ends early. Confined to the lane's event loop.
public final class Stopping {

    private final Set<Runnable> told = new LinkedHashSet<>();
    private boolean begun;

    public boolean hasBegun() {
        return begun;
    }

    /// The lane is about to end.
    public void begin() {
        begun = true;
        List.copyOf(told).forEach(Runnable::run);
    }

    /// Runs it when the lane is about to end, unless `over` completes before.
    public void tell(Runnable action, Future<?> over) {
        told.add(action);
        over.onComplete(_ -> told.remove(action));
    }

    /// Completes after so long, or when the lane is about to end.
    public Future<Void> pause(Vertx vertx, long millis) {
        Promise<Void> over = Promise.promise();
        long timer = vertx.setTimer(millis, _ -> over.tryComplete());
        tell(over::tryComplete, over.future().onComplete(_ -> vertx.cancelTimer(timer)));
        return over.future();
    }
}
