package dev.opportune.connectors.wire;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.opportune.connectors.DeliveryOutcome;
import io.netty.util.concurrent.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The outcome of one message: given once, however many find one, and watched so that it comes in time. Confined to
/// its lane.
public final class Settlement {

    private final Promise<DeliveryOutcome> outcome;
    private final Drain drain;
    private final BooleanSupplier isOurs;
    private boolean settled;
    private @Nullable Future<?> timer;

    /// @param outcome whose listeners wait
    /// @param drain counts this message until it is settled
    /// @param isOurs whether the message may still go out from here
    public Settlement(Promise<DeliveryOutcome> outcome, Drain drain, BooleanSupplier isOurs) {
        this.outcome = outcome;
        this.drain = drain;
        this.isOurs = isOurs;
        drain.began();
    }

    /// Gives the outcome to whoever waits for it. Only the first one counts; whether this was it.
    @CanIgnoreReturnValue
    public boolean settle(DeliveryOutcome result) {
        if (settled) return false;
        settled = true;
        Future<?> pending = timer;
        if (pending != null) pending.cancel(false);
        outcome.complete(result);
        drain.ended();
        return true;
    }

    public boolean isSettled() {
        return settled;
    }

    boolean isOurs() {
        return isOurs.getAsBoolean();
    }

    /// Runs what is due while the outcome is missing: once at the end of the message's moment, if that comes first, and
    /// once when an answer is overdue.
    ///
    /// @param left what is left of the moment
    /// @param timeout how long an answer may take
    public void watch(LaneLoop lane, Duration left, Duration timeout, Runnable momentOver, Runnable overdue) {
        if (left.compareTo(timeout) >= 0) {
            timer = lane.schedule(timeout, overdue);
            return;
        }
        timer = lane.schedule(left, () -> {
            momentOver.run();
            if (!settled) timer = lane.schedule(timeout.minus(left), overdue);
        });
    }
}
