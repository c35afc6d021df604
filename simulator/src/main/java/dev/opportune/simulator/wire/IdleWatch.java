package dev.opportune.simulator.wire;

import dev.opportune.simulator.behaviour.ProviderScript;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Notices when a connection has been idle for as long as the script lets it. On its event loop alone.
final class IdleWatch {

    private final Channel channel;
    private final ProviderScript script;
    private final BooleanSupplier busy;
    private final Runnable idle;
    private long idleSinceNanos = System.nanoTime();
    private @Nullable Future<?> check;

    IdleWatch(Channel channel, ProviderScript script, BooleanSupplier busy, Runnable idle) {
        this.channel = channel;
        this.script = script;
        this.busy = busy;
        this.idle = idle;
    }

    /// A request has just ended.
    void active() {
        idleSinceNanos = System.nanoTime();
    }

    /// Begins, goes on or stops watching, as the script says now.
    void scriptChanged() {
        if (check != null) {
            check.cancel(false);
            check = null;
        }
        Duration timeout = script.idleTimeout();
        if (timeout == null || !channel.isActive()) return;
        long leftNanos = timeout.toNanos() - (busy.getAsBoolean() ? 0 : System.nanoTime() - idleSinceNanos);
        if (leftNanos > 0) {
            check = channel.eventLoop().schedule(this::scriptChanged, leftNanos, TimeUnit.NANOSECONDS);
        } else {
            idle.run();
        }
    }
}
