package dev.opportune.connectors.wire;

import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One connection's signs of life, and the messages that wait for the next one since it has long been silent. Confined
/// to its lane.
final class Pulse<A extends Attempt> {

    private final LaneLoop lane;
    private final Patience patience;

    /// Frames that came in, and when the last one did.
    private long heard;

    private long heardNanos = System.nanoTime();

    /// No more than the connection has permits.
    private final List<A> held = new ArrayList<>();

    private @Nullable ScheduledFuture<?> pong;

    Pulse(LaneLoop lane, Patience patience) {
        this.lane = lane;
        this.patience = patience;
    }

    /// The connection is open.
    void begins() {
        heardNanos = System.nanoTime();
    }

    /// Something came in.
    void beats() {
        heard++;
        heardNanos = System.nanoTime();
    }

    /// How many frames came in, to see whether anything is heard at all.
    long heard() {
        return heard;
    }

    boolean isSilent() {
        return System.nanoTime() - heardNanos >= patience.silence().toNanos();
    }

    /// Whether nothing was heard since the other one was, or for long.
    boolean isAsSilentAs(Pulse<?> other) {
        return isSilent() || heardNanos - other.heardNanos <= 0;
    }

    int held() {
        return held.size();
    }

    /// Keeps it until it is [taken][#take].
    ///
    /// @param dead runs when there is no sign of life in time, counted from the first that is held
    /// @return whether it is the first
    boolean hold(A attempt, Runnable dead) {
        attempt.hold(true);
        held.add(attempt);
        if (held.size() > 1) return false;
        pong = lane.schedule(patience.pong(), dead);
        return true;
    }

    /// All that is held; nothing is any more.
    List<A> take() {
        List<A> taken = List.copyOf(held);
        held.clear();
        taken.forEach(attempt -> attempt.hold(false));
        ScheduledFuture<?> wait = pong;
        if (wait != null) wait.cancel(false);
        return taken;
    }
}
