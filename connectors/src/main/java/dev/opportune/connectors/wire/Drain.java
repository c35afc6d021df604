package dev.opportune.connectors.wire;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/// Counts the messages of a connector that have no outcome yet, so that it can close after the last. Confined to its
/// lane. It needs no bound of its own: every message has its outcome within the connector's timeout.
public final class Drain {

    private final LaneLoop lane;
    private int unsettled;
    private @Nullable Promise<Void> waiting;

    public Drain(LaneLoop lane) {
        this.lane = lane;
    }

    void began() {
        unsettled++;
    }

    void ended() {
        unsettled--;
        Promise<Void> told = waiting;
        if (unsettled == 0 && told != null) told.tryComplete();
    }

    /// How many messages have no outcome yet.
    public int unsettled() {
        return unsettled;
    }

    /// Completes when no message is without an outcome: no other may begin then.
    public Future<Void> drained() {
        Promise<Void> told = waiting;
        if (told == null) {
            told = lane.promise();
            waiting = told;
        }
        if (unsettled == 0) told.tryComplete();
        return told.future();
    }
}
