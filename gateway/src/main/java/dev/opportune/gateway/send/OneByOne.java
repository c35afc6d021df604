package dev.opportune.gateway.send;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/// Things to do in lines, each line one at a time, the oldest first, each thing again until it succeeds; no line waits
/// for another. Confined to one event loop.
final class OneByOne<T> {

    /// The wait doubles with each failure, up to so many times the first: whoever cannot do one thing now
    /// has enough to do.
    private static final int LONGEST_WAIT = 8;

    private final Vertx vertx;
    private final int most;
    private final long againMillis;
    private final Function<T, ?> lineOf;
    private final Function<T, Future<?>> action;
    private final Map<Object, Line> lines = new HashMap<>();
    private int size;
    private boolean closed;

    /// @param most things that may wait in all lines together
    /// @param againMillis wait before the first of a line, and after a failure
    /// @param lineOf what those of one line have in common
    OneByOne(Vertx vertx, int most, long againMillis, Function<T, ?> lineOf, Function<T, Future<?>> action) {
        this.vertx = vertx;
        this.most = most;
        this.againMillis = againMillis;
        this.lineOf = lineOf;
        this.action = action;
    }

    /// False: there were too many, and the oldest of the longest line was forgotten.
    boolean add(T thing) {
        boolean room = size < most;
        if (!room) longest().forgetOldest();
        lines.computeIfAbsent(lineOf.apply(thing), Line::new).add(thing);
        return room;
    }

    int size() {
        return size;
    }

    void close() {
        closed = true;
        lines.values().forEach(Line::stop);
    }

    private Line longest() {
        return Collections.max(lines.values(), Comparator.comparingInt(line -> line.waiting.size()));
    }

    private final class Line {

        private final Object name;
        private final ArrayDeque<T> waiting = new ArrayDeque<>();
        private long timer = -1;
        private boolean acting;
        private long waitMillis = againMillis;

        Line(Object name) {
            this.name = name;
        }

        void add(T thing) {
            waiting.add(thing);
            size++;
            actLater();
        }

        void forgetOldest() {
            waiting.remove();
            size--;
        }

        void stop() {
            if (timer >= 0) vertx.cancelTimer(timer);
        }

        private void actLater() {
            if (timer < 0 && !acting && !closed) timer = vertx.setTimer(waitMillis, _ -> act());
        }

        private void act() {
            timer = -1;
            if (closed) return;
            var next = waiting.peek();
            if (next == null) {
                lines.remove(name);
                return;
            }
            // What is added meanwhile must not begin this one again.
            acting = true;
            action.apply(next).onComplete(done -> {
                acting = false;
                if (done.failed()) {
                    actLater();
                    waitMillis = Math.min(2 * waitMillis, LONGEST_WAIT * againMillis);
                } else {
                    waitMillis = againMillis;
                    if (waiting.remove(next)) size--;
                    // Not on top of this stack, which many that are done at once would make too high.
                    vertx.runOnContext(_ -> actNow());
                }
            });
        }

        private void actNow() {
            if (timer < 0 && !acting) act();
        }
    }
}
