package dev.opportune.connectors.wire;

import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Standing;
import java.time.Instant;

/// One message on its way to its provider: how far it came, and the outcome that somebody waits for. Confined to its
/// lane.
public abstract class Attempt {

    private final PushMessage message;
    private final Settlement settlement;

    private Progress progress = Progress.WAITING;
    private long writtenNanos;
    private long heardBefore;
    private boolean held;

    protected Attempt(PushMessage message, Settlement settlement) {
        this.message = message;
        this.settlement = settlement;
    }

    /// What its answer is about.
    public final PushMessage sent() {
        return message;
    }

    protected final PushMessage message() {
        return message;
    }

    public final Instant deadline() {
        return message.deadline();
    }

    public final Standing standing() {
        return message.standing();
    }

    final Settlement settlement() {
        return settlement;
    }

    /// Gives the outcome to whoever waits for it; only the first one counts.
    public void settle(DeliveryOutcome outcome) {
        settlement.settle(outcome);
    }

    public final boolean isSettled() {
        return settlement.isSettled();
    }

    /// Whether it may still go out from here.
    final boolean isOurs() {
        return settlement.isOurs();
    }

    /// Whether nothing of it is written, and it can be left out without ending its connection.
    protected abstract boolean canBeLeftOut();

    /// What it comes to when it could be left out until its time was up.
    protected DeliveryOutcome leftOut() {
        return Outcomes.notConnected();
    }

    /// Whether it waits for its connection to answer a PING: nothing of it is written.
    final boolean isHeld() {
        return held;
    }

    final void hold(boolean now) {
        held = now;
    }

    public final Progress progress() {
        return progress;
    }

    /// Its first bytes are about to be written.
    ///
    /// @param heard what its connection had heard until now
    public final void begun(long heard) {
        progress = progress.begun();
        writtenNanos = System.nanoTime();
        heardBefore = heard;
    }

    /// Its last bytes are written.
    public final void whole() {
        progress = progress.whole();
    }

    /// All of it left this process.
    public final void flushed() {
        progress = progress.flushed();
    }

    /// The provider said that it did not look at it.
    public final void refused() {
        progress = Progress.REFUSED;
    }

    /// It was not looked at, and goes once more.
    protected final void again() {
        progress = Progress.WAITING;
    }

    public final long nanosSinceWritten() {
        return System.nanoTime() - writtenNanos;
    }

    final long heardBefore() {
        return heardBefore;
    }
}
