package dev.opportune.gateway.send;

import dev.opportune.gateway.send.request.Said;
import dev.opportune.gateway.trace.SendTrace;
import dev.opportune.gateway.words.LaneTemplates;
import dev.opportune.ratelimiter.Decision.Suppressed;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.send.Claim;
import dev.opportune.ratelimiter.send.Ending.Settlement;
import dev.opportune.ratelimiter.send.SendStore;
import dev.opportune.ratelimiter.send.StoredSend;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a lane takes up of what another lane, or it itself earlier, has written down. Confined to the lane.
final class TakenUp {

    private static final Logger LOG = LoggerFactory.getLogger(TakenUp.class);

    private final SendStore store;
    private final Supplier<Policy> policy;
    private final SendMetrics metrics;
    private final LaneTemplates words;
    private final Decisions decisions;
    private final Consumer<Outgoing> dispatch;

    /// @param dispatch what is done with one that may go
    TakenUp(SendingLane lane, Decisions decisions, Consumer<Outgoing> dispatch) {
        this.store = lane.store();
        this.policy = lane.policy();
        this.metrics = lane.metrics();
        this.words = lane.words();
        this.decisions = decisions;
        this.dispatch = dispatch;
    }

    void leased(Claim.Reply.Leased claimed, SendTrace trace) {
        Said said;
        try {
            said = Said.of(claimed.send(), claimed.lease(), words);
        } catch (RuntimeException defect) {
            letGoUnread(claimed, defect);
            return;
        }
        dispatch.accept(Outgoing.claimed(claimed, said, policy.get(), trace));
    }

    /// What was taken and cannot be read now is a defect of ours: another release may read it.
    private void letGoUnread(Claim.Reply.Leased claimed, RuntimeException defect) {
        var send = claimed.send();
        var lease = claimed.lease();
        LOG.error("the content of send {} cannot be read", send.sendId(), defect);
        var user = send.about().user();
        var done = lease.fence() >= Defects.MOST
                ? store.settle(
                                send.sendId(),
                                user,
                                new Settlement(
                                        lease.fence(),
                                        SendState.FAILED,
                                        Defects.REASON,
                                        lease.deliveries(),
                                        List.of(),
                                        lease.waited()))
                        .onSuccess(
                                _ -> metrics.ended(send.about().category(), SendState.FAILED, send.isAcceptedInTime()))
                : store.park(
                        send.sendId(),
                        user,
                        lease.fence(),
                        store.clock().nowMillis() + Defects.PAUSE_MS,
                        lease.deliveries(),
                        List.of());
        done.onFailure(failure -> LOG.debug("its lease will run out", failure));
    }

    /// What waited was suppressed when it was decided afresh.
    void suppressed(StoredSend send, Suppressed suppressed) {
        decisions.atRelease(send.sendId(), send.about().category(), suppressed, policy.get());
    }
}
