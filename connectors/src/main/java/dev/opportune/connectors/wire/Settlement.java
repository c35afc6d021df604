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
    private @Nullable Unanswered among;
    private @Nullable Runnable whenOverdue;
    private long overdueNanos;
    private @Nullable Future<?> moment;

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
        if (among != null) among.remove(this);
        Future<?> pending = moment;
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

    /// Runs what is due while the outcome is missing and its answer is overdue.
    void watch(Unanswered messages, Runnable overdue) {
        among = messages;
        whenOverdue = overdue;
        messages.add(this);
    }

    /// Runs what is due while the outcome is missing and the message's moment is over, which is before its answer is
    /// overdue.
    ///
    /// @param left of the moment
    void watchMoment(LaneLoop lane, Duration left, Runnable over) {
        moment = lane.schedule(left, over);
    }

    void isOverdueAt(long nanos) {
        overdueNanos = nanos;
    }

    /// By [System#nanoTime].
    long overdueNanos() {
        return overdueNanos;
    }

    void overdue() {
        if (whenOverdue != null) whenOverdue.run();
    }
}
