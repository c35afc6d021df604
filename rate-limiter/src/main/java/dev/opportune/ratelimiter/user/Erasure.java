package dev.opportune.ratelimiter.user;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.opportune.ratelimiter.SendClass;
import dev.opportune.ratelimiter.device.DeviceTokens.Left;
import dev.opportune.ratelimiter.event.EventRetention;
import dev.opportune.ratelimiter.redis.Packed;
import dev.opportune.ratelimiter.redis.Script;
import dev.opportune.ratelimiter.redis.ScriptReply;
import dev.opportune.ratelimiter.redis.Storage;
import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `erase.lua`: forgets a user. Every key that a script touches is declared, so the parked sends are read first; those
/// that were parked meanwhile, or were too many for one script, go with another round.
final class Erasure {

    /// Parked sends that one script ends: more would hold Redis up.
    static final int SENDS_A_ROUND = 50;

    /// Enough for [#MAX_ROUNDS] × [#SENDS_A_ROUND] parked sends of one user.
    static final int MAX_ROUNDS = 2_500;

    private final Storage redis;
    private final Duration receiptRetention;
    private final EventRetention events;
    private final @Nullable KeptRefusals refusals;
    private final boolean measured;

    /// @param refusals null: none are kept
    /// @param measured whether sends that it ends are counted
    Erasure(
            Storage redis,
            Duration receiptRetention,
            EventRetention events,
            @Nullable KeptRefusals refusals,
            boolean measured) {
        this.redis = redis;
        this.receiptRetention = receiptRetention;
        this.events = events;
        this.refusals = refusals;
        this.measured = measured;
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
        return redis.plain()
                .some(keys.parked(p, user), SENDS_A_ROUND)
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
        for (var sendClass : SendClass.values()) names.add(keys.ready(p, sendClass));
        names.add(keys.events(p));
        names.add(keys.floors(p));
        names.add(keys.history(p, user));
        names.add(keys.campaigns(p));
        names.add(refusals == null ? keys.user(p, user) : keys.refusals(p, refusals.digest(user)));
        for (var id : ids) {
            var sendId = new String(id, UTF_8);
            names.add(keys.send(p, sendId));
            names.add(keys.receipt(p, sendId));
        }
        if (measured) names.add(keys.batch(p));
        return names.toArray(byte[][]::new);
    }

    private byte[] argument(List<byte[]> ids) {
        var packed = new Packed().array(6).put(redis.testNow()).put(receiptRetention.toMillis());
        packed.array(ids.size());
        ids.forEach(packed::put);
        events.write(packed);
        packed.put(refusals == null ? 0 : refusals.retention().toMillis());
        return packed.bytes();
    }

    private static Future<Erased> unfinished() {
        return Future.failedFuture(new StorageUnavailableException(
                "sends were parked faster than " + MAX_ROUNDS + " rounds of an erasure ended them", true));
    }
}
