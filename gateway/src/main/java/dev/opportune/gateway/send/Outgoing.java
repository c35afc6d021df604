package dev.opportune.gateway.send;

import dev.opportune.connectors.PushContent;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.Urgency;
import dev.opportune.ratelimiter.redis.Delivery;
import dev.opportune.ratelimiter.redis.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A send that this lane holds a lease of, from its admission or claim until it is settled or handed back. Confined to
/// the lane.
final class Outgoing {

    final String sendId;
    final String user;
    final String category;
    final int classRank;
    final PushContent content;
    final @Nullable String ref;
    final @Nullable String collapseKey;
    final long deadlineMillis;
    final Lease lease;
    final long heldSinceNanos;
    final List<Attempt> attempts = new ArrayList<>();

    /// Attempts of this round that are queued or on the wire.
    int pending;

    /// The least wait that any device or provider asked for in this round.
    Duration retryAfter = Duration.ZERO;

    Outgoing(
            String sendId,
            String user,
            String category,
            int classRank,
            PushContent content,
            @Nullable String ref,
            @Nullable String collapseKey,
            long deadlineMillis,
            Lease lease,
            long heldSinceNanos) {
        this.sendId = sendId;
        this.user = user;
        this.category = category;
        this.classRank = classRank;
        this.content = content;
        this.ref = ref;
        this.collapseKey = collapseKey;
        this.deadlineMillis = deadlineMillis;
        this.lease = lease;
        this.heldSinceNanos = heldSinceNanos;
        for (var delivery : lease.deliveries()) attempts.add(new Attempt(this, delivery));
    }

    PushMessage messageTo(Delivery delivery) {
        return new PushMessage(
                sendId,
                delivery.deviceToken(),
                content,
                ref,
                collapseKey,
                Instant.ofEpochMilli(deadlineMillis),
                Urgency.HIGH,
                delivery.proven() ? Standing.PROVEN : Standing.UNPROVEN);
    }

    List<Delivery> deliveries() {
        return attempts.stream().map(attempt -> attempt.delivery).toList();
    }

    boolean hasOpenDelivery() {
        return attempts.stream().anyMatch(attempt -> attempt.delivery.isOpen());
    }

    int mostAttempts() {
        return attempts.stream().mapToInt(a -> a.delivery.attempts()).max().orElse(0);
    }

    /// The terminal state, the first that applies: any accepted, any unconfirmed, any still open, else rejected.
    String terminalState() {
        var deliveries = deliveries();
        if (deliveries.stream().anyMatch(d -> Delivery.ACCEPTED.equals(d.outcome()))) return "accepted";
        if (deliveries.stream().anyMatch(d -> Delivery.UNCONFIRMED.equals(d.outcome()))) return "unconfirmed";
        return hasOpenDelivery() ? "expired" : "rejected";
    }

    boolean acceptedInTime() {
        return attempts.stream()
                .map(attempt -> attempt.delivery)
                .anyMatch(d -> Delivery.ACCEPTED.equals(d.outcome()) && d.atMillis() <= deadlineMillis);
    }

    /// One device's turn in this round.
    static final class Attempt {
        final Outgoing send;
        Delivery delivery;
        long order = -1;

        Attempt(Outgoing send, Delivery delivery) {
            this.send = send;
            this.delivery = delivery;
        }
    }
}
