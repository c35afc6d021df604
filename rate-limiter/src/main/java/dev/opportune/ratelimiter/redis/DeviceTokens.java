package dev.opportune.ratelimiter.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.opportune.ratelimiter.User;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.function.LongSupplier;

/// The index of device tokens, `own.lua`: which users have a device token, or may come to have it. Confined to the
/// lane.
final class DeviceTokens {

    /// Buckets of a partition: with 256 partitions some 50 million device tokens fit before a bucket has more entries
    /// than Redis keeps packed (512).
    static final int BUCKETS = 512;

    /// Users listed for one device token beside the one who takes it: only registrations that were broken off leave
    /// any. At the bound those there are go first.
    static final int MAX_OTHERS = 8;

    private static final int DIGEST_BYTES = 8;

    private final ScriptRunner scripts;
    private final Keys keys;
    private final LongSupplier testClock;

    DeviceTokens(ScriptRunner scripts, Keys keys, LongSupplier testClock) {
        this.scripts = scripts;
        this.keys = keys;
        this.testClock = testClock;
    }

    /// A device token that went from a user, and its number there.
    record Left(String app, String deviceToken, long number) {

        /// That of a device as it is stored: its number is when it was registered.
        static Left of(User.Device device) {
            return new Left(
                    device.app(), device.deviceToken(), device.registeredAt().toEpochMilli());
        }

        /// Reads what a script says went; empty bytes: nothing.
        static List<Left> read(byte[] packed) {
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
    sealed interface Turn {

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
    Future<Turn> take(String app, String deviceToken, String user, long floor, long before) {
        var place = new Place(app, deviceToken, keys.partitions());
        var packed = begun(7, place, "take", user).put(floor).put(MAX_OTHERS).put(before);
        return scripts.run(Script.OWN, names(place), packed.bytes()).map(reply -> {
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
    Future<Void> gone(String user, Left left) {
        var place = new Place(left.app, left.deviceToken, keys.partitions());
        var packed = begun(5, place, "gone", user).put(left.number);
        return scripts.run(Script.OWN, names(place), packed.bytes()).mapEmpty();
    }

    private Packed begun(int members, Place place, String operation, String user) {
        return new Packed()
                .array(members)
                .put(testClock.getAsLong())
                .put(place.digest)
                .put(operation)
                .put(user);
    }

    private byte[][] names(Place place) {
        return new byte[][] {keys.owners(place.partition, place.bucket)};
    }

    private static List<String> others(List<Object> reply) {
        var packed = ScriptReply.bytes(reply, 3);
        if (packed.length == 0) return List.of();
        var from = new Unpacked(packed);
        return from.list(from::text);
    }

    /// Where a device token's entry is: all from a digest of app and device token.
    static final class Place {

        final int partition;
        final int bucket;
        final byte[] digest;

        Place(String app, String deviceToken, int partitions) {
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
