package dev.opportune.connectors.apns;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.ApnsClientMetricsListener;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import java.util.function.Consumer;

/// Knows which messages have left this process: all their bytes were taken by the operating system. Pushy tells it by
/// numbers that it gives out from zero, in the order in which messages are handed to it. Confined to the connection's
/// lane; bounded by the messages in flight.
final class FlushedWrites implements ApnsClientMetricsListener {

    private final LongObjectMap<ApnsAttempt> unflushed = new LongObjectHashMap<>();
    private final Consumer<ApnsAttempt> left;
    private long next;

    /// @param left is told of each
    FlushedWrites(Consumer<ApnsAttempt> left) {
        this.left = left;
    }

    /// The next message for Pushy is none of ours.
    void skip() {
        next++;
    }

    /// The next message for Pushy is this one; gives its number.
    long add(ApnsAttempt attempt) {
        long number = next++;
        unflushed.put(number, attempt);
        return number;
    }

    /// Pushy is done with it.
    void forget(long number) {
        unflushed.remove(number);
    }

    @Override
    public void handleNotificationSent(ApnsClient client, long number) {
        ApnsAttempt attempt = unflushed.remove(number);
        if (attempt != null) left.accept(attempt);
    }

    @Override
    public void handleWriteFailure(ApnsClient client, long number) {}

    @Override
    public void handleNotificationAccepted(ApnsClient client, long number) {}

    @Override
    public void handleNotificationRejected(ApnsClient client, long number) {}

    @Override
    public void handleConnectionAdded(ApnsClient client) {}

    @Override
    public void handleConnectionRemoved(ApnsClient client) {}

    @Override
    public void handleConnectionCreationFailed(ApnsClient client) {}
}
