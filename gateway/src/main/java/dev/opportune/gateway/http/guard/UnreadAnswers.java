package dev.opportune.gateway.http.guard;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashSet;
import java.util.concurrent.TimeUnit;

/// The answers of one lane that are written as far as this side can, and whose readers have not taken them. Each has a
/// time that fits its size; all together, and those of one connection, hold a bounded number of bytes, beyond which the
/// oldest are given up. Used on the lane's event loop.
final class UnreadAnswers {

    private final LinkedHashSet<Unread> waiting = new LinkedHashSet<>();
    private final GuardMetrics metrics;
    private final long mostBytes;
    private long bytes;

    UnreadAnswers(GuardMetrics metrics, long mostBytes) {
        this.metrics = metrics;
        this.mostBytes = mostBytes;
    }

    /// One of them.
    private record Unread(ConnectionGuard connection, HttpServerRequest request, long bytes, long untilNanos) {

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /// Keeps an answer in mind.
    ///
    /// @param written completes once the answer was read, or will not be
    void add(ConnectionGuard connection, HttpServerRequest request, int bodyBytes, Future<Void> written) {
        long held = (long) bodyBytes + GuardLimits.ANSWER_OVERHEAD_BYTES;
        long nanos = connection.isKnown()
                ? GuardLimits.ANSWER_TIME.toNanos()
                        + TimeUnit.SECONDS.toNanos(bodyBytes) / GuardLimits.ANSWER_BYTES_A_SECOND
                : GuardLimits.ANSWER_TIME_WITHOUT_KEY.toNanos();
        var it = new Unread(connection, request, held, System.nanoTime() + nanos);
        waiting.add(it);
        count(it, held);
        written.onComplete(_ -> remove(it));
    }

    private void remove(Unread it) {
        if (waiting.remove(it)) count(it, -it.bytes);
    }

    private void count(Unread it, long held) {
        bytes += held;
        it.connection.unreadBytes(held);
        metrics.unread(held);
    }

    /// Gives the oldest up while there are too many; called when one more has been added.
    void keepBounded(ConnectionGuard writer) {
        if (writer.unreadBytes() > GuardLimits.UNREAD_BYTES_OF_A_CONNECTION) writer.cut(Cut.UNREAD);
        while (bytes > mostBytes) giveUp(waiting.getFirst());
    }

    /// Gives up those whose time is over, and says whether all of them.
    boolean look(long nowNanos) {
        var late = waiting.stream()
                .filter(it -> nowNanos - it.untilNanos > 0)
                .limit(GuardLimits.GIVEN_UP_A_TURN)
                .toList();
        late.forEach(this::giveUp);
        return late.size() < GuardLimits.GIVEN_UP_A_TURN;
    }

    private void giveUp(Unread it) {
        remove(it);
        it.connection.giveUp(it.request);
    }
}
