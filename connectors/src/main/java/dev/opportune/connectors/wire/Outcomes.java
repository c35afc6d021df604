package dev.opportune.connectors.wire;

import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.NotSent;
import dev.opportune.connectors.DeliveryOutcome.Unconfirmed;
import java.time.Duration;

/// Outcomes that no provider gave: ours, in words of ours, the same for every provider.
public final class Outcomes {

    /// Long enough that a wrong configuration costs little, short enough that its repair is noticed within a
    /// moment.
    public static final Duration CONFIGURATION_RETRY = Duration.ofMinutes(1);

    private Outcomes() {}

    /// The message's moment ended before it could be written.
    public static DeliveryOutcome late() {
        return new NotSent("late", Duration.ZERO);
    }

    /// Every stream is taken: the caller did not ask for room.
    public static DeliveryOutcome noRoom() {
        return new NotSent("no_room", Duration.ZERO);
    }

    /// There is no connection, or it ended before the message went out.
    public static DeliveryOutcome notConnected() {
        return new NotSent("not_connected", Duration.ofMillis(500));
    }

    /// The connector is closed.
    public static DeliveryOutcome closed() {
        return new NotSent("closed", Duration.ZERO);
    }

    /// The provider said that it did not look at the message: a refused stream, or one after a GOAWAY's last.
    public static DeliveryOutcome refusedStream() {
        return new NotSent("refused_stream", Duration.ZERO);
    }

    /// Written, and no answer in time.
    public static DeliveryOutcome timeout(Duration retryAfter) {
        return new Unconfirmed("timeout", retryAfter);
    }

    /// Written, and the connection or stream ended without an answer.
    public static DeliveryOutcome connectionLost(Duration retryAfter) {
        return new Unconfirmed("connection_lost", retryAfter);
    }
}
