package dev.opportune.gateway.send;

import dev.opportune.connectors.PushContent;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Urgency;
import dev.opportune.gateway.send.request.Door;
import dev.opportune.gateway.send.request.Said;
import dev.opportune.gateway.send.request.SendRequest;
import dev.opportune.gateway.trace.SendTrace;
import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.Decision.Suppressed;
import dev.opportune.ratelimiter.Outcome;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendClass;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.device.DeviceNews;
import dev.opportune.ratelimiter.history.Tried;
import dev.opportune.ratelimiter.send.Claim;
import dev.opportune.ratelimiter.send.Delivery;
import dev.opportune.ratelimiter.send.Ending.Settlement;
import dev.opportune.ratelimiter.send.Lease;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A send that this lane holds a lease of, from its admission or claim until it is settled or handed back. Confined to
/// the lane.
final class Outgoing {

    final String sendId;
    final String user;
    final String category;
    final SendClass sendClass;
    final Urgency urgency;
    final @Nullable String ref;
    final @Nullable String collapseKey;
    final long deadlineMillis;
    /// Goes in this round or not at all.
    final boolean nowOrNever;
    final Lease lease;
    final long heldSinceNanos;
    final List<Attempt> attempts;
    final SendTrace trace;

    /// By [System#nanoTime].
    private long leaseEndsNanos;

    /// Attempts of this round that are queued or on the wire.
    private int pending;

    private boolean givenUp;

    private boolean metDefect;

    /// By which an app says that it has the send; null: nothing is heard of it.
    private @Nullable String proof;

    private final Said said;

    /// What the providers said of its device tokens since the lane leased it.
    final List<DeviceNews> news = new ArrayList<>(0);

    private Outgoing(
            String sendId,
            String user,
            String category,
            SendClass sendClass,
            Urgency urgency,
            Said said,
            @Nullable String ref,
            @Nullable String collapseKey,
            long deadlineMillis,
            boolean nowOrNever,
            Lease lease,
            long heldSinceNanos,
            SendTrace trace) {
        this.sendId = sendId;
        this.trace = trace;
        this.user = user;
        this.category = category;
        this.sendClass = sendClass;
        this.urgency = urgency;
        this.said = said;
        this.ref = ref;
        this.collapseKey = collapseKey;
        this.deadlineMillis = deadlineMillis;
        this.nowOrNever = nowOrNever;
        this.lease = lease;
        this.leaseEndsNanos = lease.endsNanos();
        this.heldSinceNanos = heldSinceNanos;
        this.attempts = new ArrayList<>(lease.deliveries().size());
        for (var delivery : lease.deliveries()) attempts.add(new Attempt(this, delivery));
    }

    /// One that the lane has just admitted.
    ///
    /// @param rules by which it was decided
    static Outgoing admitted(
            String sendId,
            SendRequest request,
            Said said,
            Policy rules,
            Decision decision,
            Lease lease,
            long receivedNanos) {
        var category = rules.categories().get(request.category());
        var deadline = switch (decision) {
            case Decision.Admitted admitted -> admitted.deadline();
            case Decision.Deferred deferred -> deferred.deadline();
            case Decision.Suppressed _ -> throw new IllegalStateException("a suppressed send was leased");
        };
        return new Outgoing(
                sendId,
                request.user(),
                request.category(),
                category == null ? SendClass.PROMOTIONAL : category.sendClass(),
                urgency(category),
                said,
                request.ref(),
                request.collapseKey(),
                deadline.toEpochMilli(),
                category != null && request.moment().isNowOrNever(category.ttl()),
                lease,
                receivedNanos,
                request.trace());
    }

    /// One that was written down before, by this lane or another.
    static Outgoing claimed(Claim.Reply.Leased claimed, Said said, Policy rules, SendTrace trace) {
        var send = claimed.send();
        var about = send.about();
        return new Outgoing(
                send.sendId(),
                about.user(),
                about.category(),
                send.sendClass(),
                urgency(rules.categories().get(about.category())),
                said,
                about.ref(),
                send.collapseKey(),
                send.deadlineMillis(),
                false, // what waited could wait
                claimed.lease(),
                System.nanoTime(),
                trace);
    }

    /// @param category null when the policy no longer has it: then as most are
    private static Urgency urgency(Policy.@Nullable Category category) {
        if (category == null) return Urgency.HIGH;
        if (category.timeSensitive()) return Urgency.TIME_SENSITIVE;
        return category.batterySaving() ? Urgency.NORMAL : Urgency.HIGH;
    }

    /// When the lane's lease ends, unless it is renewed, by [System#nanoTime].
    long leaseEndsNanos() {
        return leaseEndsNanos;
    }

    void renewed(long endsNanos) {
        leaseEndsNanos = endsNanos;
    }

    /// Whether it may still be pushed from here.
    boolean isOurs() {
        return leaseEndsNanos - System.nanoTime() > 0;
    }

    /// Why there is nothing to push; null: there is something.
    @Nullable
    Suppressed unsaid() {
        return said instanceof Said.Nothing(var why) ? why : null;
    }

    /// The template's locale that it is in; null: the request brought its content.
    @Nullable
    String locale() {
        return said instanceof Said.Content(var _, var _, var locale) ? locale : null;
    }

    private PushContent content() {
        return switch (said) {
            case Said.Content(var content, var _, var _) -> content;
            case Said.Nothing _ -> throw new IllegalStateException("there is nothing to push");
        };
    }

    PushMessage messageTo(Attempt attempt) {
        return new PushMessage(
                sendId,
                attempt.delivery().deviceToken(),
                content(),
                ref,
                collapseKey,
                Instant.ofEpochMilli(deadlineMillis),
                urgency,
                attempt.standing(),
                nowOrNever,
                proof);
    }

    /// Has its pushes carry a proof, where it has one.
    void sealed(@Nullable String proof) {
        this.proof = proof;
    }

    /// Whether its pushes have room for a proof, as far as is known without writing them.
    boolean surelyFitsWithProof() {
        return said instanceof Said.Content(var _, var mostBytes, var _) && Door.surelyFitsWithProof(mostBytes);
    }

    /// An attempt of this round joined its app's queue.
    void attemptQueued() {
        pending++;
    }

    /// One that had joined is over, made or not.
    void attemptOver() {
        pending--;
    }

    /// Nothing of it is tried before then.
    void putOff(long untilMillis) {
        for (var attempt : attempts) {
            if (attempt.delivery().isOpen()) attempt.putOff(untilMillis);
        }
    }

    /// What its attempts to an app wait for has come.
    void comesForward(String app, long nowMillis) {
        for (var attempt : attempts) {
            if (attempt.app().equals(app)) attempt.comesForward(nowMillis);
        }
    }

    /// Nobody waits any more for the attempts that are on the wire: they may arrive.
    void giveUp(String reason, long nowMillis) {
        givenUp = true;
        pending = 0;
        for (var attempt : attempts) attempt.giveUp(reason, nowMillis);
    }

    /// A defect of ours kept an attempt from being made.
    void meetDefect() {
        metDefect = true;
    }

    boolean metDefect() {
        return metDefect;
    }

    boolean isGivenUp() {
        return givenUp;
    }

    /// Whether every attempt of this round is over.
    boolean roundIsOver() {
        return pending == 0;
    }

    List<Delivery> deliveries() {
        var deliveries = new ArrayList<Delivery>(attempts.size());
        for (var attempt : attempts) deliveries.add(attempt.delivery());
        return deliveries;
    }

    /// How it ends.
    Settlement settlement(SendState state, String reason) {
        return new Settlement(lease.fence(), state, reason, deliveries(), news, lease.waited());
    }

    /// What its attempts said since the lane has it.
    List<Tried> tried() {
        var tried = new ArrayList<Tried>(1);
        for (int i = 0; i < attempts.size(); i++) {
            var now = attempts.get(i).delivery();
            var outcome = now.outcome();
            if (outcome == null || now.atMillis() == lease.deliveries().get(i).atMillis()) continue;
            Tried.add(tried, now.app(), outcome, Objects.requireNonNullElse(now.reason(), ""));
        }
        return tried;
    }

    boolean hasOpenDelivery() {
        for (var attempt : attempts) {
            if (attempt.delivery().isOpen()) return true;
        }
        return false;
    }

    /// When the first of the open deliveries may be tried again.
    long nextAttemptMillis() {
        return attempts.stream()
                .filter(attempt -> attempt.delivery().isOpen())
                .mapToLong(attempt -> attempt.delivery().notBeforeMillis())
                .min()
                .orElse(0);
    }

    /// The terminal state, the first that applies: any accepted, any unconfirmed, any still open, else rejected.
    SendState terminalState() {
        if (hasOutcome(Outcome.ACCEPTED)) return SendState.ACCEPTED;
        if (hasOutcome(Outcome.UNCONFIRMED)) return SendState.UNCONFIRMED;
        return hasOpenDelivery() ? SendState.EXPIRED : SendState.REJECTED;
    }

    private boolean hasOutcome(Outcome outcome) {
        for (var attempt : attempts) {
            if (attempt.delivery().outcome() == outcome) return true;
        }
        return false;
    }

    /// What it ends as when no lane can push it: what became of its deliveries so far, else failed.
    SendState failedState() {
        var state = terminalState();
        return state == SendState.ACCEPTED || state == SendState.UNCONFIRMED ? state : SendState.FAILED;
    }

    boolean acceptedInTime() {
        for (var attempt : attempts) {
            var delivery = attempt.delivery();
            if (delivery.outcome() == Outcome.ACCEPTED && delivery.atMillis() <= deadlineMillis) return true;
        }
        return false;
    }
}
