package dev.opportune.gateway.send;

import dev.opportune.gateway.send.request.Said;
import dev.opportune.gateway.send.request.SendRequest;
import dev.opportune.gateway.words.LaneTemplates;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.send.Admit;
import dev.opportune.ratelimiter.send.SendStore;
import io.vertx.core.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends whose callers were told `outcome-unknown`, until Redis says what became of them.
///
/// Without an idempotency key the send is cancelled: its caller cannot retry it safely, and was told that it may not
/// have been taken. With one it is admitted again, by the same id: the caller's retry replays whichever was first, so
/// it must be pushed, and exactly one of the two is.
///
/// Each partition's are cleared up one by one, so that one whose node is gone holds up no other.
final class UnknownSends {

    private static final Logger LOG = LoggerFactory.getLogger(UnknownSends.class);
    private static final long AGAIN_MS = 500;

    private final SendStore store;
    private final Supplier<Policy> policy;
    private final Decisions decisions;
    private final LaneTemplates words;
    private final Consumer<Outgoing> dispatch;
    private final OneByOne<Unknown> sends;

    private record Unknown(Admit.Request admission, SendRequest request) {}

    UnknownSends(SendingLane lane, Decisions decisions, Consumer<Outgoing> dispatch) {
        this.store = lane.store();
        this.policy = lane.policy();
        this.decisions = decisions;
        this.words = lane.words();
        this.dispatch = dispatch;
        this.sends = new OneByOne<>(
                lane.vertx(),
                lane.limits().maxUnknown(),
                AGAIN_MS,
                send -> store.partitionOf(send.admission.user()),
                this::clear);
    }

    void add(Admit.Request admission, SendRequest request) {
        if (!sends.add(new Unknown(admission, request))) {
            LOG.warn("{} sends with an unknown outcome: one of the oldest is left to its lease", sends.size());
        }
    }

    int size() {
        return sends.size();
    }

    void close() {
        sends.close();
    }

    private Future<?> clear(Unknown send) {
        var admission = send.admission;
        if (admission.idempotency() == null) return store.disown(admission.sendId(), admission.user());
        var rules = policy.get();
        if (!rules.categories().containsKey(admission.category())) return Future.succeededFuture();
        return store.admit(admission, rules).onSuccess(reply -> {
            if (!(reply instanceof Admit.Reply.Decided decided)) return;
            if (!decided.replayed()) {
                decisions.atTheDoor(decided.sendId(), admission.category(), decided.decision(), rules);
            }
            if (decided.lease() != null) {
                dispatch.accept(Outgoing.admitted(
                        decided.sendId(),
                        send.request.inArm(decided.arm()),
                        Said.of(send.request.inArm(decided.arm()), decided.lease(), words),
                        rules,
                        decided.decision(),
                        decided.lease(),
                        System.nanoTime()));
            }
        });
    }
}
