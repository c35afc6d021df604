package dev.opportune.connectors.fcm;

import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.wire.Settlement;
import io.vertx.core.http.HttpClientRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One message on its way to FCM, and what is known of how far it came.
final class FcmAttempt {

    private final PushMessage message;
    private final FcmConnection connection;
    private final Settlement settlement;

    private boolean renewed;
    private boolean authorized;
    private boolean flushed;
    private int writes;
    private long answersBefore;
    private long writtenNanos;
    private @Nullable HttpClientRequest request;

    FcmAttempt(PushMessage message, FcmConnection connection, Settlement settlement) {
        this.message = message;
        this.connection = connection;
        this.settlement = settlement;
    }

    Instant deadline() {
        return message.deadline();
    }

    byte[] body(Instant now) {
        return FcmBody.write(message, now);
    }

    FcmConnection connection() {
        return connection;
    }

    /// Gives the outcome to whoever waits for it; only the first one counts.
    void settle(DeliveryOutcome result) {
        // In this order: whoever is told of room has seen this outcome.
        if (settlement.settle(result)) {
            connection.release();
        }
    }

    Settlement settlement() {
        return settlement;
    }

    boolean isSettled() {
        return settlement.isSettled();
    }

    /// It has an access token to go with.
    void authorized() {
        authorized = true;
    }

    boolean isAuthorized() {
        return authorized;
    }

    /// It goes out on this request; from here on the server may have seen it.
    void writtenTo(HttpClientRequest newRequest, long answersSoFar) {
        request = newRequest;
        writes++;
        flushed = false;
        answersBefore = answersSoFar;
        writtenNanos = System.nanoTime();
    }

    /// How often it was written.
    int writes() {
        return writes;
    }

    long nanosSinceWritten() {
        return System.nanoTime() - writtenNanos;
    }

    /// The request on which it may have gone out, null before.
    @Nullable
    HttpClientRequest request() {
        return request;
    }

    /// All of it left our buffers.
    void flushed() {
        flushed = true;
    }

    boolean isFlushed() {
        return flushed;
    }

    long answersBefore() {
        return answersBefore;
    }

    /// FCM refused its bearer token, so it was not looked at: it may go once more with another. False the second
    /// time.
    boolean mayRenew() {
        if (renewed) {
            return false;
        }
        renewed = true;
        authorized = false;
        request = null;
        return true;
    }
}
