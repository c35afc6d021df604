package dev.opportune.benchmarks.connectors;

import dev.opportune.connectors.Connector;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Accepted;
import dev.opportune.connectors.DeliveryOutcome.Rejected;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Standing;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/// Hands so many good messages to a connector, and endless bad ones beside them where the load has such, each whenever
/// there is room for its standing. Confined to the lane.
final class StandingRun {

    /// What came of it.
    ///
    /// @param nanos from the first message to the last good one accepted
    record Result(long nanos, long good, long bad) {

        private static final double NANOS_A_SECOND = 1e9;

        double perSecond() {
            return good * NANOS_A_SECOND / nanos;
        }
    }

    /// No hexadecimal digits: the simulator takes it for a bad device token, as APNs does.
    private static final String BAD = "zz";

    private final Connector connector;
    private final StandingLoad load;
    private final int messages;
    private final Letters letters = Letters.toApns();
    private final Promise<Result> done = Promise.promise();
    private final long begunNanos = System.nanoTime();

    private int offered;
    private int accepted;
    private long rejected;

    StandingRun(Connector connector, StandingLoad load, int messages) {
        this.connector = connector;
        this.load = load;
        this.messages = messages;
    }

    Future<Result> start() {
        fill();
        return done.future();
    }

    private void fill() {
        Standing standing = load == StandingLoad.UNPROVEN ? Standing.UNPROVEN : Standing.PROVEN;
        boolean beside = load == StandingLoad.PROVEN_BESIDE_BAD;
        boolean going = true;
        // By turns, so that both are half of what is offered as long as there is room for both.
        while (going) {
            going = false;
            if (offered < messages && connector.room(standing) > 0) {
                going = true;
                offered++;
                connector.deliver(message("", standing)).onSuccess(this::good);
            }
            if (beside && accepted < messages && connector.room(Standing.UNPROVEN) > 0) {
                going = true;
                connector.deliver(message(BAD, Standing.UNPROVEN)).onSuccess(this::bad);
            }
        }
        if (accepted < messages) connector.whenRoom(this::fill);
    }

    private PushMessage message(String prefix, Standing standing) {
        PushMessage next = letters.next();
        return new PushMessage(
                next.sendId(),
                prefix + next.address(),
                next.content(),
                next.ref(),
                next.collapseKey(),
                next.deadline(),
                next.urgency(),
                standing);
    }

    private void good(DeliveryOutcome outcome) {
        if (outcome instanceof Accepted) {
            accepted++;
            if (accepted == messages) done.complete(new Result(System.nanoTime() - begunNanos, messages, rejected));
        } else {
            offered--; // it may go again
        }
    }

    private void bad(DeliveryOutcome outcome) {
        rejected += outcome instanceof Rejected ? 1 : 0;
    }
}
