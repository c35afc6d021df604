package dev.opportune.ratelimiter.send;

import dev.opportune.ratelimiter.redis.Packed;
import dev.opportune.ratelimiter.redis.RedisClock;
import dev.opportune.ratelimiter.redis.Script;
import dev.opportune.ratelimiter.redis.ScriptReply;
import dev.opportune.ratelimiter.redis.Storage;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/// `renew.lua`: a lane goes on with what it holds, many sends of one partition in one call.
public final class Renew {

    /// Leases in one call: such a call takes Redis well under a millisecond.
    static final int MOST = 100;

    private final Storage redis;
    private final SendStore.Terms terms;
    private final RedisClock clock;

    Renew(Storage redis, SendStore.Terms terms, RedisClock clock) {
        this.redis = redis;
        this.terms = terms;
        this.clock = clock;
    }

    /// A lease that the lane has, as far as it knows.
    ///
    /// @param fence of the lease
    public record Held(String sendId, long fence) {}

    /// What became of some of them.
    ///
    /// @param kept have a whole lease again
    /// @param endsNanos when that ends, by [System#nanoTime], counted from before the call
    /// @param lost are another lane's by now, or have ended
    public record Reply(List<Held> kept, long endsNanos, List<Held> lost) {}

    /// Leases of one partition each, [#MOST] at most.
    public static List<List<Held>> groups(Collection<Held> leases, int partitions) {
        var byPartition = new TreeMap<Integer, List<Held>>();
        for (var lease : leases) {
            int p = SendIds.partitionOf(lease.sendId, partitions).orElseThrow();
            byPartition.computeIfAbsent(p, _ -> new ArrayList<>()).add(lease);
        }
        var groups = new ArrayList<List<Held>>();
        for (var all : byPartition.values()) {
            for (int from = 0; from < all.size(); from += MOST) {
                groups.add(List.copyOf(all.subList(from, Math.min(all.size(), from + MOST))));
            }
        }
        return groups;
    }

    /// @param leases a group
    Future<Reply> run(List<Held> leases) {
        var keys = redis.keys();
        int p = SendIds.partitionOf(leases.getFirst().sendId, keys.partitions()).orElseThrow();
        var names = new byte[1 + leases.size()][];
        names[0] = keys.waiting(p);
        var packed =
                new Packed().array(3 + 2 * leases.size()).put(redis.testNow()).put(terms.owner());
        packed.put(terms.lease().toMillis());
        for (int i = 0; i < leases.size(); i++) {
            var lease = leases.get(i);
            names[1 + i] = keys.send(p, lease.sendId);
            packed.put(lease.sendId).put(lease.fence);
        }
        long calledAtNanos = System.nanoTime();
        return redis.run(Script.RENEW, names, packed.bytes()).map(reply -> read(leases, reply, calledAtNanos));
    }

    private Reply read(List<Held> leases, List<Object> reply, long calledAtNanos) {
        clock.saw(ScriptReply.now(reply), calledAtNanos);
        var kept = new ArrayList<>(leases);
        var lost = new ArrayList<Held>();
        for (var at : (List<?>) reply.get(2)) lost.add(leases.get(Math.toIntExact((Long) at)));
        kept.removeAll(lost);
        return new Reply(kept, calledAtNanos + terms.lease().toNanos(), lost);
    }
}
