package dev.opportune.ratelimiter.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import io.netty.channel.EventLoop;

/// One write to the socket for all commands of a turn of the loop, which have their time from then on. Confined to the
/// lane.
final class Turn {

    private final StatefulRedisConnection<byte[], byte[]> live;
    private final long timeoutNanos;
    private boolean over;
    private boolean written;
    private long lostAtNanos;

    private Turn(StatefulRedisConnection<byte[], byte[]> live, long timeoutNanos) {
        this.live = live;
        this.timeoutNanos = timeoutNanos;
    }

    static Turn begin(EventLoop loop, StatefulRedisConnection<byte[], byte[]> live, long timeoutNanos) {
        var turn = new Turn(live, timeoutNanos);
        loop.execute(turn::end);
        return turn;
    }

    private void end() {
        over = true; // what fails here may be sent anew
        live.flushCommands();
        lostAtNanos = System.nanoTime() + timeoutNanos;
        written = true;
    }

    /// Whether further commands go with another one.
    boolean isOver() {
        return over;
    }

    boolean isOverdue(long readUpTo) {
        return written && readUpTo - lostAtNanos >= 0;
    }
}
