package dev.opportune.benchmarks.decisions;

import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.send.Admit;
import java.util.concurrent.CompletionStage;

/// The whole admission of a send: every gate, its caps, the record and its lease.
final class OurLimiter implements Limiter {

    private final Lane lane;
    private final Policy policy;

    OurLimiter(RedisServer redis, int partitions, Policy policy) {
        this.lane = new Lane(redis, partitions);
        this.policy = policy;
    }

    @Override
    public String title() {
        return "Opportune, the whole admission";
    }

    @Override
    public void run(Runnable action) {
        lane.run(action);
    }

    @Override
    public CompletionStage<Boolean> ask(String user) {
        return lane.store
                .admit(Work.send(lane.store.newSendId(user), user), policy)
                .map(reply -> reply instanceof Admit.Reply.Decided decided && decided.lease() != null)
                .toCompletionStage();
    }

    @Override
    public void close() {
        lane.close();
    }
}
