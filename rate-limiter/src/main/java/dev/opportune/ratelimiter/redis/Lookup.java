package dev.opportune.ratelimiter.redis;

import io.vertx.core.Future;
import java.util.Optional;

/// Finds a send by its id alone.
public final class Lookup {

    private final RedisLane redis;

    Lookup(RedisLane redis) {
        this.redis = redis;
    }

    /// A send as Redis knows it.
    public sealed interface Known {
        String user();

        /// It has not ended yet.
        record Alive(StoredSend send) implements Known {
            @Override
            public String user() {
                return send.user();
            }
        }

        /// It has ended.
        record Ended(Receipt receipt) implements Known {
            @Override
            public String user() {
                return receipt.user();
            }
        }
    }

    Future<Optional<Known>> find(String sendId) {
        var keys = redis.keys();
        var partition = SendIds.partitionOf(sendId, keys.partitions());
        if (partition.isEmpty()) return Future.succeededFuture(Optional.empty());
        int p = partition.getAsInt();
        return redis.call(c -> c.mget(keys.send(p, sendId), keys.receipt(p, sendId)))
                .map(found -> {
                    var send = found.get(0);
                    if (send.hasValue()) return Optional.of(new Known.Alive(StoredSend.read(sendId, send.getValue())));
                    var receipt = found.get(1);
                    if (receipt.hasValue())
                        return Optional.of(new Known.Ended(Receipt.read(sendId, receipt.getValue())));
                    return Optional.empty();
                });
    }
}
