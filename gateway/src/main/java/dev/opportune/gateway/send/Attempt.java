package dev.opportune.gateway.send;

import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Blame;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.wire.Outcomes;
import dev.opportune.gateway.send.limit.Backoff;
import dev.opportune.gateway.trace.Step;
import dev.opportune.ratelimiter.Outcome;
import dev.opportune.ratelimiter.device.DeviceNews;
import dev.opportune.ratelimiter.send.Delivery;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One device's turn in a send's round, and what each outcome means for it: what its delivery records, what is told of
/// its device token, and when it is tried again. Confined to the lane.
final class Attempt {

    /// How often what was not handled goes to another connection at once; then it waits as others do.
    private static final int MAX_REPEATS = 3;

    private static final String UNKNOWN_APP = "unknown_app";

    /// What the wait for room came to.
    private static final String ROOM = "room";

    private static final String NOT_MADE = "not_made";

    final Outgoing send;
    private Delivery delivery;
    private int repeats;
    private boolean onTheWire;

    /// What is told of it now: that it waits for room, or that it is being made.
    private Step step = Step.NONE;

    /// Its place among those that came to its app's queue.
    long order = -1;

    Attempt(Outgoing send, Delivery delivery) {
        this.send = send;
        this.delivery = delivery;
    }

    Delivery delivery() {
        return delivery;
    }

    String app() {
        return delivery.app();
    }

    boolean isFirst() {
        return delivery.attempts() == 0;
    }

    boolean isDue(long nowMillis) {
        return delivery.isOpen() && delivery.notBeforeMillis() <= nowMillis;
    }

    Standing standing() {
        return delivery.proven() ? Standing.PROVEN : Standing.UNPROVEN;
    }

    /// It waits without having been made.
    void putOff(long untilMillis) {
        delivery = delivery.notBefore(untilMillis);
    }

    /// What it waits for has come.
    void comesForward(long nowMillis) {
        if (delivery.isOpen() && delivery.notBeforeMillis() > nowMillis) putOff(nowMillis);
    }

    /// There is no connection to make it on.
    void hasNoConnection(long nowMillis) {
        delivery = delivery.notAttempted(Outcomes.NOT_CONNECTED, nowMillis);
    }

    /// No such app is configured any more.
    void hasNoApp(long nowMillis) {
        record(Outcome.REJECTED, UNKNOWN_APP, null, nowMillis);
    }

    /// Takes one of its few repeats: what was certainly not handled, by no fault of its own, goes to another connection
    /// at once. False: it does not, or there is none left.
    boolean takeRepeat(DeliveryOutcome outcome) {
        boolean taken = outcome instanceof DeliveryOutcome.NotSent(var _, var wait, var extent)
                && extent == Extent.DEVICE
                && wait.isZero()
                && repeats++ < MAX_REPEATS;
        if (taken) step.failed(Outcome.NOT_SENT.word(), outcome.reason());
        return taken;
    }

    /// It waits for room at its app.
    void queues() {
        step = send.trace.queues(app());
    }

    /// It is in this round no more.
    void leaves() {
        step.over(NOT_MADE, "");
        step = Step.NONE;
    }

    /// It is made in these words of a template.
    void says(Delivery.Words words) {
        delivery = delivery.in(words);
    }

    /// It is being made.
    void begins() {
        onTheWire = true;
        step.over(ROOM, "");
        step = send.trace.attempts(app(), delivery.attempts() + 1);
    }

    /// It could not be made, and is looked at again later.
    void couldNotBegin(long againMillis) {
        onTheWire = false;
        step.failed(NOT_MADE, Defects.REASON);
        step = Step.NONE;
        putOff(againMillis);
    }

    /// Nobody waits for its outcome any more, if it is being made.
    void giveUp(String reason, long nowMillis) {
        if (onTheWire) record(Outcome.UNCONFIRMED, reason, null, nowMillis);
    }

    /// It is over.
    void ended(DeliveryOutcome outcome, long begunMillis, long nowMillis, Backoff backoff) {
        onTheWire = false;
        switch (outcome) {
            case DeliveryOutcome.Accepted(var providerId) -> {
                record(Outcome.ACCEPTED, "", providerId, nowMillis);
                if (isFirstProof()) tell(DeviceNews.Kind.PROVEN, "", begunMillis);
            }
            case DeliveryOutcome.Unregistered(var reason, var since) -> {
                record(Outcome.UNREGISTERED, reason, null, nowMillis);
                tell(DeviceNews.Kind.INVALIDATED, reason, since == null ? begunMillis : since.toEpochMilli());
            }
            case DeliveryOutcome.Rejected(var reason, var blame) -> {
                record(Outcome.REJECTED, reason, null, nowMillis);
                if (blame == Blame.DEVICE) tell(DeviceNews.Kind.QUARANTINED, reason, begunMillis);
            }
            case DeliveryOutcome.Foreign(var reason, var settings) -> {
                record(Outcome.REJECTED, reason, null, nowMillis);
                tell(DeviceNews.Kind.QUARANTINED, reason, begunMillis, settings);
            }
            case DeliveryOutcome.Throttled(var reason, var wait, var _) ->
                retryLater(Outcome.THROTTLED, reason, wait, nowMillis, backoff);
            case DeliveryOutcome.NotSent(var reason, var wait, var _) ->
                retryLater(Outcome.NOT_SENT, reason, wait, nowMillis, backoff);
            case DeliveryOutcome.Unconfirmed(var reason, var wait) ->
                retryLater(Outcome.UNCONFIRMED, reason, wait, nowMillis, backoff);
        }
    }

    private void record(Outcome outcome, String reason, @Nullable String providerId, long nowMillis) {
        delivery = delivery.with(outcome, reason, providerId, nowMillis);
        if (outcome == Outcome.ACCEPTED) step.over(outcome.word(), reason);
        else step.failed(outcome.word(), reason);
        step = Step.NONE;
    }

    /// Each device waits by itself.
    private void retryLater(Outcome outcome, String reason, Duration wait, long nowMillis, Backoff backoff) {
        record(outcome, reason, null, nowMillis);
        putOff(nowMillis + backoff.before(delivery.attempts(), wait).toMillis());
    }

    /// What was given in the request is nobody's device, and nothing is kept of it.
    private boolean isFirstProof() {
        return !delivery.proven() && delivery.deviceId() != null;
    }

    private void tell(DeviceNews.Kind kind, String reason, long sinceMillis) {
        tell(kind, reason, sinceMillis, "");
    }

    /// @param settings by which alone it holds
    private void tell(DeviceNews.Kind kind, String reason, long sinceMillis, String settings) {
        send.news.add(new DeviceNews(delivery.app(), delivery.deviceToken(), kind, reason, sinceMillis, settings));
    }
}
