package dev.opportune.benchmarks.connectors;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Sends message after message, as many at once as it may, from [#start] to [#stop].
abstract class Sender {

    /// The same on both sides for APNs: half of the streams that the simulator allows.
    static final int APNS_IN_FLIGHT = 500;

    final LongAdder accepted = new LongAdder();
    final LongAdder refused = new LongAdder();

    /// Summed over all answers, so that its mean can be told.
    final LongAdder inFlightAtAnswers = new LongAdder();

    /// Begins to send, and returns.
    abstract void start();

    /// Sends no more, and returns when all are answered.
    abstract void stop();

    final long answers() {
        return accepted.sum() + refused.sum();
    }

    final void accepted(long inFlight) {
        accepted.increment();
        inFlightAtAnswers.add(inFlight);
    }

    /// The first is told, since there should be none.
    final void refused(long inFlight, @Nullable Object reason) {
        if (refused.sum() == 0) {
            Object cause = reason instanceof Throwable failure ? failure.getCause() : null;
            System.err.println(getClass().getSimpleName() + ": " + reason + (cause == null ? "" : ", by " + cause));
        }
        refused.increment();
        inFlightAtAnswers.add(inFlight);
    }
}
