package dev.opportune.gateway.send;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.function.Function;

/// Things to do one at a time, the oldest first, each again until it succeeds. Confined to one event loop.
final class OneByOne<T> {

    private final Vertx vertx;
    private final int most;
    private final long againMillis;
    private final Function<T, Future<?>> action;
    private final ArrayDeque<T> waiting = new ArrayDeque<>();
    private long timer = -1;
    private boolean acting;
    private boolean closed;

    /// @param most things that may wait
    /// @param againMillis wait before the first of them, and after each failure
    OneByOne(Vertx vertx, int most, long againMillis, Function<T, Future<?>> action) {
        this.vertx = vertx;
        this.most = most;
        this.againMillis = againMillis;
        this.action = action;
    }

    /// False: there were too many, and the oldest was forgotten.
    boolean add(T thing) {
        boolean room = waiting.size() < most;
        if (!room) waiting.remove();
        waiting.add(thing);
        actLater();
        return room;
    }

    int size() {
        return waiting.size();
    }

    void close() {
        closed = true;
        if (timer >= 0) vertx.cancelTimer(timer);
    }

    private void actLater() {
        if (timer < 0 && !acting && !closed) timer = vertx.setTimer(againMillis, _ -> act());
    }

    private void act() {
        timer = -1;
        var next = waiting.peek();
        if (next == null || closed) return;
        // What is added meanwhile must not begin this one again.
        acting = true;
        action.apply(next).onComplete(done -> {
            acting = false;
            if (done.failed()) {
                actLater();
            } else {
                waiting.remove(next);
                // Not on top of this stack, which many that are done at once would make too high.
                vertx.runOnContext(_ -> actNow());
            }
        });
    }

    private void actNow() {
        if (timer < 0 && !acting) act();
    }
}
