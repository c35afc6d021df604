package dev.opportune.connectors.wire;

import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.connectors.DeliveryOutcome.NotSent;
import dev.opportune.connectors.DeliveryOutcome.Unconfirmed;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Outcomes that no provider gave: ours, in words of ours, the same for every provider.
public final class Outcomes {

    /// Long enough that a wrong configuration costs little, short enough that its repair is noticed within a
    /// moment.
    public static final Duration CONFIGURATION_RETRY = Duration.ofMinutes(1);

    /// The end of a sentence that says which setting makes nearly every device another app's.
    public static final String UNTIL_MENDED =
            ". Sends wait until it is mended, and no further device is put in quarantine";

    private static final String LATE = "late";
    private static final String NOT_OURS = "lease_over";
    private static final String NO_ROOM = "no_room";
    /// There is no connection.
    public static final String NOT_CONNECTED = "not_connected";
    private static final String CLOSED = "closed";
    private static final String REFUSED_STREAM = "refused_stream";
    private static final String TIMEOUT = "timeout";
    private static final String CONNECTION_LOST = "connection_lost";

    /// Statuses that providers, and proxies before them, are known to answer.
    private static final IntStream STATUSES =
            IntStream.of(400, 401, 403, 404, 405, 408, 410, 413, 429, 500, 502, 503, 504);

    /// All reasons given here.
    public static final Set<String> REASONS = Stream.concat(
                    Stream.of(LATE, NOT_OURS, NO_ROOM, NOT_CONNECTED, CLOSED, REFUSED_STREAM, TIMEOUT, CONNECTION_LOST),
                    STATUSES.mapToObj(Outcomes::httpStatus))
            .collect(Collectors.toUnmodifiableSet());

    private Outcomes() {}

    /// The reason for an answer that gives none but its HTTP status.
    public static String httpStatus(int status) {
        return "http_" + status;
    }

    /// The message's moment ended before it could be written.
    public static DeliveryOutcome late() {
        return new NotSent(LATE, Duration.ZERO, Extent.DEVICE);
    }

    /// Before it could be written it was another's to send.
    public static DeliveryOutcome notOurs() {
        return new NotSent(NOT_OURS, Duration.ZERO, Extent.DEVICE);
    }

    /// Every stream is taken: the caller did not ask for room.
    public static DeliveryOutcome noRoom() {
        return new NotSent(NO_ROOM, Duration.ZERO, Extent.DEVICE);
    }

    /// There is no connection, or it ended before the message went out.
    public static DeliveryOutcome notConnected() {
        return new NotSent(NOT_CONNECTED, Duration.ofMillis(500), Extent.DEVICE);
    }

    /// Its connection was found dead before it was written: another may take it at once.
    public static DeliveryOutcome elsewhere() {
        return new NotSent(NOT_CONNECTED, Duration.ZERO, Extent.DEVICE);
    }

    /// The connector is closed.
    public static DeliveryOutcome closed() {
        return new NotSent(CLOSED, Duration.ZERO, Extent.DEVICE);
    }

    /// The provider said that it did not look at the message: a refused stream, or one after a GOAWAY's last.
    public static DeliveryOutcome refusedStream() {
        return new NotSent(REFUSED_STREAM, Duration.ZERO, Extent.DEVICE);
    }

    /// Written, and no answer in time.
    public static DeliveryOutcome timeout(Duration retryAfter) {
        return new Unconfirmed(TIMEOUT, retryAfter);
    }

    /// Written, and the connection or stream ended without an answer.
    public static DeliveryOutcome connectionLost(Duration retryAfter) {
        return new Unconfirmed(CONNECTION_LOST, retryAfter);
    }
}
