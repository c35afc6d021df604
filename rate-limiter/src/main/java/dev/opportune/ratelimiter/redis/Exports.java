package dev.opportune.ratelimiter.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.opportune.ratelimiter.User;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads all that is stored of a user. Not one instant's view: each key is read by itself. Confined to the lane.
final class Exports {

    private static final User NOBODY = new User(
            new User.Profile(null, null, null, null, null), List.of(), new User.Preferences(null, Map.of(), Map.of()));

    private final RedisLane redis;

    Exports(RedisLane redis) {
        this.redis = redis;
    }

    Future<List<PreferenceChange>> history(String user) {
        var key = redis.keys().history(redis.keys().partitionOf(user), user);
        return redis.call(c -> c.lrange(key, 0, -1))
                .map(found -> found.stream().map(PreferenceChange::read).toList());
    }

    Future<Optional<UserExport>> export(String user) {
        var keys = redis.keys();
        int p = keys.partitionOf(user);
        var packed = redis.call(c -> c.get(keys.user(p, user)));
        var counts = redis.call(c -> c.get(keys.counts(p, user)));
        var history = history(user);
        var waitingCount = redis.call(c -> c.scard(keys.parked(p, user)));
        var waiting = redis.call(c -> c.srandmember(keys.parked(p, user), Users.MAX_EXPORTED_SENDS))
                .compose(ids -> sends(p, ids));
        return Future.all(packed, counts, history, waitingCount, waiting).map(_ -> {
            byte @Nullable [] known = packed.result();
            byte @Nullable [] counted = counts.result();
            if (known == null && counted == null && waitingCount.result() == 0) return Optional.empty();
            return Optional.of(new UserExport(
                    known == null ? NOBODY : UserCodec.read(known),
                    known == null ? null : UserCodec.deviceZone(known),
                    history.result(),
                    counted == null ? Map.of() : counts(counted),
                    waiting.result(),
                    waitingCount.result()));
        });
    }

    /// Those of these sends that still wait.
    private Future<List<StoredSend>> sends(int p, List<byte[]> ids) {
        if (ids.isEmpty()) return Future.succeededFuture(List.of());
        var sendIds = ids.stream().map(id -> new String(id, UTF_8)).sorted().toList();
        var names = sendIds.stream().map(id -> redis.keys().send(p, id)).toArray(byte[][]::new);
        return redis.call(c -> c.mget(names)).map(found -> {
            var sends = new ArrayList<StoredSend>();
            for (int i = 0; i < found.size(); i++) {
                if (found.get(i).hasValue()) {
                    sends.add(StoredSend.read(sendIds.get(i), found.get(i).getValue()));
                }
            }
            return sends.stream()
                    .filter(send -> !send.state().equals("dispatching"))
                    .toList();
        });
    }

    /// Reads the counts as `docs/data.md` lays them out.
    static Map<String, List<Instant>> counts(byte[] packed) {
        var from = new Unpacked(packed);
        var counts = new TreeMap<String, List<Instant>>();
        for (int caps = from.members(); caps > 0; caps--) {
            var cap = from.text();
            if (cap.isEmpty()) {
                from.skip(1); // when the key may end
                continue;
            }
            var seconds = ByteBuffer.wrap(from.bytes());
            seconds.getShort(); // the largest limit
            var instants = new ArrayList<Instant>();
            while (seconds.hasRemaining()) {
                instants.add(Instant.ofEpochSecond(Integer.toUnsignedLong(seconds.getInt())));
            }
            counts.put(cap, List.copyOf(instants));
        }
        return counts;
    }
}
