package dev.opportune.connectors.wire;

import dev.opportune.connectors.Provider.Lane;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// The lane's one thread, as a connector uses it: what runs here runs on the lane's context, so that the caller's
/// callbacks find the Vert.x context that they left.
public final class LaneLoop {

    private final ContextInternal context;
    private final EventLoop loop;

    public LaneLoop(Lane lane) {
        this.context = (ContextInternal) lane.context();
        this.loop = context.nettyEventLoop();
        if (!lane.loop().next().equals(loop)) {
            throw new IllegalArgumentException("lane: its context runs on another thread than its event loop group");
        }
    }

    public void assertHere() {
        assert loop.inEventLoop()
                : "called outside the lane's event loop: "
                        + Thread.currentThread().getName();
    }

    /// A promise whose future's listeners run on the lane's context.
    public <T> Promise<T> promise() {
        return context.promise();
    }

    /// Finds a host's address, without blocking; fails when it has none.
    public Future<InetAddress> resolve(String host) {
        return context.owner().nameResolver().resolve(host).map(it -> it);
    }

    /// Runs now, on the lane's context; an exception goes to the context's handler.
    public void run(Runnable task) {
        context.emit(task, Runnable::run);
    }

    /// Runs after what the loop is doing now.
    public void runLater(Runnable task) {
        loop.execute(() -> run(task));
    }

    /// Runs the task once the delay is over; cancel it in the future that this gives.
    public ScheduledFuture<?> schedule(Duration delay, Runnable task) {
        return loop.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }
}
