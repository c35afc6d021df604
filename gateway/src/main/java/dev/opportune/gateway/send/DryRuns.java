package dev.opportune.gateway.send;

import dev.opportune.gateway.send.request.Door;
import dev.opportune.gateway.send.request.SendAnswer;
import dev.opportune.gateway.send.request.SendRequest;
import dev.opportune.gateway.words.LaneTemplates;
import dev.opportune.gateway.words.Written;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import dev.opportune.ratelimiter.send.Explain;
import dev.opportune.ratelimiter.send.Reader;
import dev.opportune.ratelimiter.send.SendStore;
import io.vertx.core.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What [SendPipeline#send] would decide now, gate by gate, and what would come of a send that waits, with the lane's
/// room left out of account. Changes nothing. Confined to the lane.
final class DryRuns {

    private final SendStore store;
    private final Supplier<Policy> policy;
    private final SendMetrics metrics;
    private final Door door;
    private final LaneTemplates words;

    DryRuns(SendingLane lane) {
        this.store = lane.store();
        this.policy = lane.policy();
        this.metrics = lane.metrics();
        this.words = lane.words();
        this.door = new Door(lane.providers(), words);
    }

    Future<SendAnswer> of(String caller, SendRequest request) {
        var rules = policy.get();
        var sendId = store.newSendId(request.user());
        var refusal = door.refuse(request, sendId, rules, store.clock().nowMillis());
        if (refusal != null) return Future.succeededFuture(refusal);
        return store.explain(request.admission(caller, sendId, store.receivedMillis(), rules, door), rules)
                .map(reply -> answer(request, sendId, reply))
                .recover(this::refuseForStorage);
    }

    private SendAnswer answer(SendRequest request, String sendId, Explain.Reply reply) {
        return switch (reply) {
            case Explain.Reply.Told(var decision, var gates, var releases, var reader, int arm) ->
                new SendAnswer.DryRun(decision, gates, releases, preview(request.inArm(arm), sendId, reader));
            case Explain.Reply.Mismatch() -> new SendAnswer.IdempotencyMismatch();
        };
    }

    private SendAnswer.@Nullable Preview preview(SendRequest request, String sendId, @Nullable Reader reader) {
        var wish = request.template();
        if (wish == null || !(words.write(wish, reader) instanceof Written.Said said)) return null;
        return new SendAnswer.Preview(said, door.sizes(request, said.content(), sendId));
    }

    private Future<SendAnswer> refuseForStorage(Throwable failure) {
        if (!(failure instanceof StorageUnavailableException)) return Future.failedFuture(failure);
        var refusal = new SendAnswer.StorageUnavailable(Door.RETRY_AFTER);
        metrics.answered(refusal);
        return Future.succeededFuture(refusal);
    }
}
