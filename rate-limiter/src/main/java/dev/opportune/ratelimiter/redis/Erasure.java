package dev.opportune.ratelimiter.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.opportune.ratelimiter.redis.DeviceTokens.Left;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// `erase.lua`: forgets a user. Every key that a script touches is declared, so the parked sends are read first; those
/// that were parked meanwhile, or were too many for one script, go with another round.
final class Erasure {

    /// Parked sends that one script ends: more would hold Redis up.
    static final int SENDS_A_ROUND = 200;

    /// Enough for [#MAX_ROUNDS] × [#SENDS_A_ROUND] parked sends of one user.
    static final int MAX_ROUNDS = 50;

    private final RedisLane redis;
    private final Duration receiptRetention;
    private final EventRetention events;
    private final LongSupplier testClock;

    Erasure(RedisLane redis, Duration receiptRetention, EventRetention events, LongSupplier testClock) {
        this.redis = redis;
        this.receiptRetention = receiptRetention;
        this.events = events;
        this.testClock = testClock;
    }

    /// What was erased.
    ///
    /// @param found whether there was anything
    /// @param left the device tokens, which the index has yet to forget
    record Erased(boolean found, List<Left> left) {}

    Future<Erased> erase(String user) {
        return round(user, new Erased(false, List.of()), 1);
    }

    private Future<Erased> round(String user, Erased before, int round) {
        var keys = redis.keys();
        int p = keys.partitionOf(user);
        return redis.call(c -> c.srandmember(keys.parked(p, user), SENDS_A_ROUND))
                .compose(ids -> redis.run(Script.ERASE, names(p, user, ids), argument(ids)))
                .compose(reply -> {
                    var erased = and(before, reply);
                    var word = ScriptReply.word(reply);
                    return switch (word) {
                        case "erased" -> Future.succeededFuture(erased);
                        case "again" -> round == MAX_ROUNDS ? unfinished() : round(user, erased, round + 1);
                        default -> throw ScriptReply.unknown(Script.ERASE, word);
                    };
                });
    }

    private static Erased and(Erased before, List<Object> reply) {
        var left = new ArrayList<>(before.left);
        left.addAll(Left.read(ScriptReply.bytes(reply, 3)));
        return new Erased(before.found || ScriptReply.number(reply, 2) == 1, left);
    }

    private byte[][] names(int p, String user, List<byte[]> ids) {
        var keys = redis.keys();
        var names = new ArrayList<byte[]>();
        names.add(keys.user(p, user));
        names.add(keys.parked(p, user));
        names.add(keys.waiting(p));
        for (int sendClass = 0; sendClass < 3; sendClass++) names.add(keys.ready(p, sendClass));
        names.add(keys.events(p));
        names.add(keys.floors(p));
        names.add(keys.history(p, user));
        for (var id : ids) {
            var sendId = new String(id, UTF_8);
            names.add(keys.send(p, sendId));
            names.add(keys.receipt(p, sendId));
        }
        return names.toArray(byte[][]::new);
    }

    private byte[] argument(List<byte[]> ids) {
        var packed = new Packed().array(5).put(testClock.getAsLong()).put(receiptRetention.toMillis());
        packed.array(ids.size());
        ids.forEach(packed::put);
        events.write(packed);
        return packed.bytes();
    }

    private static Future<Erased> unfinished() {
        return Future.failedFuture(new StorageUnavailableException(
                "sends were parked faster than " + MAX_ROUNDS + " rounds of an erasure ended them", true));
    }
}
