package dev.opportune.connectors;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Offers many messages as a lane does: as many as there is room for, and the rest when there is room again.
public final class Offer {

    private final Connector connector;
    private final int messages;
    private final Instant deadline;
    private final List<DeliveryOutcome> outcomes = new ArrayList<>();
    private final Promise<List<DeliveryOutcome>> done = Promise.promise();

    private int offered;
    private int inFlight;
    private int mostInFlight;

    public Offer(Connector connector, int messages, Instant deadline) {
        this.connector = connector;
        this.messages = messages;
        this.deadline = deadline;
    }

    /// Called on the lane. Gives all outcomes.
    public Future<List<DeliveryOutcome>> start() {
        pump();
        return done.future();
    }

    public int mostInFlight() {
        return mostInFlight;
    }

    private void pump() {
        while (offered < messages && connector.room(Standing.PROVEN) > 0) {
            offered++;
            inFlight++;
            mostInFlight = Math.max(mostInFlight, inFlight);
            connector
                    .deliver(Messages.plain("s-" + offered, Messages.DEVICE_TOKEN, deadline))
                    .onSuccess(this::delivered);
        }
        if (offered < messages) connector.whenRoom(this::pump);
    }

    private void delivered(DeliveryOutcome outcome) {
        inFlight--;
        outcomes.add(outcome);
        if (outcomes.size() == messages) done.complete(outcomes);
    }
}
