package dev.opportune.ratelimiter.send;

import dev.opportune.ratelimiter.event.About;
import dev.opportune.ratelimiter.redis.Storage;
import io.vertx.core.Future;
import java.util.Optional;

/// Finds a send by its id alone.
public final class Lookup {

    private final Storage redis;

    Lookup(Storage redis) {
        this.redis = redis;
    }

    /// A send as Redis knows it.
    public sealed interface Known {
        About about();

        /// It has not ended yet.
        record Alive(StoredSend send) implements Known {
            @Override
            public About about() {
                return send.about();
            }
        }

        /// It has ended.
        record Ended(Receipt receipt) implements Known {
            @Override
            public About about() {
                return receipt.about();
            }
        }
    }

    /// How it went so far; empty when there is neither the send nor its receipt, and for what is no send's id.
    Future<Optional<Story>> story(String sendId) {
        var keys = redis.keys();
        var partition = SendIds.partitionOf(sendId, keys.partitions());
        if (partition.isEmpty()) return Future.succeededFuture(Optional.empty());
        int p = partition.getAsInt();
        return redis.plain()
                .getAll(keys.send(p, sendId), keys.receipt(p, sendId))
                .map(found -> found.get(0)
                        .map(send -> Story.ofSend(sendId, send))
                        .or(() -> found.get(1).map(receipt -> Story.ofReceipt(sendId, receipt))));
    }

    Future<Optional<Known>> find(String sendId) {
        var keys = redis.keys();
        var partition = SendIds.partitionOf(sendId, keys.partitions());
        if (partition.isEmpty()) return Future.succeededFuture(Optional.empty());
        int p = partition.getAsInt();
        return redis.plain()
                .getAll(keys.send(p, sendId), keys.receipt(p, sendId))
                .map(found -> {
                    Optional<Known> alive = found.get(0).map(send -> new Known.Alive(StoredSend.read(sendId, send)));
                    return alive.or(() -> found.get(1).map(receipt -> new Known.Ended(Receipt.read(sendId, receipt))));
                });
    }
}
