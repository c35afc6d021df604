package dev.opportune.ratelimiter.device;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.redis.Packed;
import dev.opportune.ratelimiter.redis.Script;
import dev.opportune.ratelimiter.redis.ScriptReply;
import dev.opportune.ratelimiter.redis.Storage;
import dev.opportune.ratelimiter.redis.Unpacked;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;

/// The index of device tokens, `own.lua`: which users have a device token, or may come to have it. Confined to the
/// lane.
public final class DeviceTokens {

    /// Buckets of a partition: with 256 partitions some 50 million device tokens fit before a bucket has more entries
    /// than Redis keeps packed (512).
    static final int BUCKETS = 512;

    /// Users listed for one device token beside the one who takes it: only registrations that were broken off leave
    /// any. At the bound those there are go first.
    static final int MAX_OTHERS = 8;

    private static final int DIGEST_BYTES = 8;

    private final Storage redis;

    public DeviceTokens(Storage redis) {
        this.redis = redis;
    }

    /// A device token that went from a user, and its number there.
    public record Left(String app, String deviceToken, long number) {

        /// That of a device as it is stored: its number is when it was registered.
        public static Left of(User.Device device) {
            return new Left(
                    device.app(), device.deviceToken(), device.registeredAt().toEpochMilli());
        }

        /// Reads what a script says went; empty bytes: nothing.
        public static List<Left> read(byte[] packed) {
            if (packed.length == 0) return List.of();
            var from = new Unpacked(packed);
            return from.list(() -> {
                from.array();
                return new Left(from.text(), DeviceTokenBytes.unpack(from.bytes()), from.number());
            });
        }

        /// Never the device token.
        @Override
        public String toString() {
            return "Left[" + app + " " + number + "]";
        }
    }

    /// What came of asking for a turn to take a device token.
    public sealed interface Turn {

        /// The user may take it under this number, once none of the others has it under a lower one.
        record Mine(long number, List<String> others) implements Turn {}

        /// The others who are listed are too many to list one more.
        record Crowded(long number, List<String> others) implements Turn {}

        /// Another user's turn came after the one before.
        record Superseded() implements Turn {}
    }

    /// Lists a user for a device token.
    ///
    /// @param floor the number is higher
    /// @param before the number of this registration's turn before, which was refused; 0: this is the first
    public Future<Turn> take(String app, String deviceToken, String user, long floor, long before) {
        var place = new Place(app, deviceToken, redis.keys().partitions());
        var packed = begun(7, place, "take", user).put(floor).put(MAX_OTHERS).put(before);
        return redis.run(Script.OWN, names(place), packed.bytes()).map(reply -> {
            var word = ScriptReply.word(reply);
            return switch (word) {
                case "taken" -> new Turn.Mine(ScriptReply.number(reply, 2), others(reply));
                case "crowded" -> new Turn.Crowded(ScriptReply.number(reply, 2), others(reply));
                case "superseded" -> new Turn.Superseded();
                default -> throw ScriptReply.unknown(Script.OWN, word);
            };
        });
    }

    /// A user has a device token under no number up to this one, nor will.
    public Future<Void> gone(String user, Left left) {
        var place = new Place(left.app, left.deviceToken, redis.keys().partitions());
        var packed = begun(5, place, "gone", user).put(left.number);
        return redis.run(Script.OWN, names(place), packed.bytes()).mapEmpty();
    }

    /// Takes device tokens that went from a user out of the index, one after the other.
    public Future<Void> left(String user, Collection<Left> gone) {
        return left(user, gone.iterator());
    }

    private Future<Void> left(String user, Iterator<Left> gone) {
        if (!gone.hasNext()) return Future.succeededFuture();
        return gone(user, gone.next()).compose(_ -> left(user, gone));
    }

    private Packed begun(int members, Place place, String operation, String user) {
        return new Packed()
                .array(members)
                .put(redis.testNow())
                .put(place.digest)
                .put(operation)
                .put(user);
    }

    private byte[][] names(Place place) {
        return new byte[][] {redis.keys().owners(place.partition, place.bucket)};
    }

    private static List<String> others(List<Object> reply) {
        var packed = ScriptReply.bytes(reply, 3);
        if (packed.length == 0) return List.of();
        var from = new Unpacked(packed);
        return from.list(from::text);
    }

    /// Where a device token's entry is: all from a digest of app and device token.
    public static final class Place {

        public final int partition;
        public final int bucket;
        public final byte[] digest;

        public Place(String app, String deviceToken, int partitions) {
            var sha = ByteBuffer.wrap(sha256((app + '\0' + deviceToken).getBytes(UTF_8)));
            partition = Integer.remainderUnsigned(sha.getInt(), partitions);
            bucket = Integer.remainderUnsigned(sha.getInt(), BUCKETS);
            digest = new byte[DIGEST_BYTES];
            sha.get(digest);
        }

        private static byte[] sha256(byte[] bytes) {
            try {
                return MessageDigest.getInstance("SHA-256").digest(bytes);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }
    }
}
