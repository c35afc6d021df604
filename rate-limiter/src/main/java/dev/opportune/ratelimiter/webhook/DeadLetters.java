package dev.opportune.ratelimiter.webhook;

import dev.opportune.ratelimiter.redis.Packed;
import dev.opportune.ratelimiter.redis.Script;
import dev.opportune.ratelimiter.redis.ScriptReply;
import dev.opportune.ratelimiter.redis.Storage;
import io.vertx.core.Future;
import java.util.List;

/// What could not be delivered, as an operator looks at it. Confined to one event loop; futures fail with
/// [dev.opportune.ratelimiter.redis.StorageUnavailableException] when Redis does not answer.
public final class DeadLetters {

    /// Letters that one run of `again.lua` moves: more would hold Redis up.
    private static final int AT_ONCE = 100;

    private final Storage redis;

    public DeadLetters(Storage redis) {
        this.redis = redis;
    }

    /// One that is kept.
    ///
    /// @param id of it, among the dead letters of its webhook and partition
    public record Dead(String id, Letter letter) {}

    public int partitions() {
        return redis.keys().partitions();
    }

    /// A partition's letters, the oldest first.
    public Future<List<Dead>> of(int partition, String webhook) {
        return redis.plain()
                .entries(redis.keys().deadLetters(partition, webhook), null, WebhookStore.MOST_DEAD_LETTERS)
                .map(entries -> entries.stream()
                        .map(it -> new Dead(it.id, Letter.of(it.value)))
                        .toList());
    }

    /// Has letters of a partition delivered once more, in their order. Gives how many there were.
    public Future<Integer> repeat(int partition, String webhook, List<String> ids) {
        return move(partition, webhook, ids, 0, 0);
    }

    /// Drops letters of a partition. Gives how many there were.
    public Future<Integer> drop(int partition, String webhook, List<String> ids) {
        return move(partition, webhook, ids, 1, 0);
    }

    private Future<Integer> move(int partition, String webhook, List<String> ids, int drops, int moved) {
        if (ids.isEmpty()) return Future.succeededFuture(moved);
        var keys = redis.keys();
        byte[][] names = {keys.deadLetters(partition, webhook), keys.lettersAgain(partition, webhook)};
        var now = ids.subList(0, Math.min(AT_ONCE, ids.size()));
        var packed = new Packed().array(2 + now.size()).put(WebhookStore.LETTERS_KEPT.toMillis());
        packed.put(drops);
        now.forEach(packed::put);
        return redis.run(Script.AGAIN, names, packed.bytes())
                .compose(reply -> move(
                        partition,
                        webhook,
                        ids.subList(now.size(), ids.size()),
                        drops,
                        moved + Math.toIntExact(ScriptReply.number(reply, 0))));
    }
}
