package dev.opportune.ratelimiter.redis;

import io.lettuce.core.KeyValue;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.Range.Boundary;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The commands that need no script, on a lane's connection: reads, and the writes that any gateway may repeat.
/// Confined to the lane; futures fail with [StorageUnavailableException] when Redis does not answer.
public final class PlainCommands {

    private final RedisLane redis;

    PlainCommands(RedisLane redis) {
        this.redis = redis;
    }

    /// An entry of a stream: its id, and the value of its one field.
    public static final class Entry {

        public final String id;
        public final byte[] value;

        Entry(String id, byte[] value) {
            this.id = id;
            this.value = value;
        }
    }

    /// Where a hash is read from its beginning.
    public static final String BEGINNING = "0";

    /// Some of a hash.
    ///
    /// @param fields each the key of its value
    /// @param next where to go on; empty: this was the last page
    public record HashPage(Map<byte[], byte[]> fields, String next) {}

    /// The value of a string key; empty when there is no such key.
    public Future<Optional<byte[]>> get(byte[] key) {
        return redis.call(key, c -> c.get(key)).map(Optional::ofNullable);
    }

    /// The values of string keys of one partition, in the order of the keys; there is one at least.
    public Future<List<Optional<byte[]>>> getAll(byte[]... keys) {
        return redis.call(keys[0], c -> c.mget(keys))
                .map(found -> found.stream().map(PlainCommands::value).toList());
    }

    private static Optional<byte[]> value(KeyValue<byte[], byte[]> found) {
        return found.hasValue() ? Optional.of(found.getValue()) : Optional.empty();
    }

    /// All members of a list, the first one first.
    public Future<List<byte[]>> list(byte[] key) {
        return redis.call(key, c -> c.lrange(key, 0, -1));
    }

    /// How many members a set has.
    public Future<Long> size(byte[] key) {
        return redis.call(key, c -> c.scard(key));
    }

    /// Members of a set, by chance; all of them when it has no more than `most`.
    public Future<List<byte[]>> some(byte[] key, int most) {
        return redis.call(key, c -> c.srandmember(key, most));
    }

    /// Members of a sorted set whose scores are all the same, in order, of those that begin with a prefix.
    ///
    /// @param after a member; null: from the first one on
    public Future<List<byte[]>> beginningWith(byte[] key, byte[] prefix, byte @Nullable [] after, int most) {
        byte[] end = Arrays.copyOf(prefix, prefix.length + 1);
        end[prefix.length] = (byte) 0xff; // in no UTF-8
        var from = after == null ? Boundary.including(prefix) : Boundary.excluding(after);
        return redis.call(key, c -> c.zrangebylex(key, Range.from(from, Boundary.excluding(end)), Limit.from(most)));
    }

    /// Sets a field of a hash.
    public Future<Void> setField(byte[] key, byte[] field, byte[] value) {
        return redis.call(key, c -> c.hset(key, field, value)).mapEmpty();
    }

    /// Takes a field out of a hash; gives whether it was there.
    public Future<Boolean> removeField(byte[] key, byte[] field) {
        return redis.call(key, c -> c.hdel(key, field)).map(removed -> removed > 0);
    }

    /// The values of fields of a hash, in the order of the fields; there is one at least.
    public Future<List<Optional<byte[]>>> fields(byte[] key, byte[]... fields) {
        return redis.call(key, c -> c.hmget(key, fields))
                .map(found -> found.stream().map(PlainCommands::value).toList());
    }

    /// A page of a hash, and where the next one begins. A field may come more than once.
    ///
    /// @param cursor where the page begins; [#BEGINNING]: the first one
    /// @param about how many fields a page has, of a large hash
    public Future<HashPage> page(byte[] key, String cursor, long about) {
        return redis.call(key, c -> c.hscan(key, ScanCursor.of(cursor), ScanArgs.Builder.limit(about)))
                .map(found -> new HashPage(found.getMap(), found.isFinished() ? "" : found.getCursor()));
    }

    /// The entries of a stream after an id, the oldest first.
    ///
    /// @param after null: from the first one on
    public Future<List<Entry>> entries(byte[] key, @Nullable String after, long most) {
        Boundary<String> from = after == null ? Boundary.unbounded() : Boundary.excluding(after);
        return redis.call(key, c -> c.xrange(key, Range.from(from, Boundary.unbounded()), Limit.from(most)))
                .map(found -> found.stream()
                        .map(message -> new Entry(
                                message.getId(),
                                message.getBody().values().iterator().next()))
                        .toList());
    }
}
