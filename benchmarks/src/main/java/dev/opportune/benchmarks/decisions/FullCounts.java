package dev.opportune.benchmarks.decisions;

import io.lettuce.core.RedisFuture;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/// Gives every user what a user has who was sent all that the caps allow: their lists are as long as they get. One user
/// is sent them, by a clock that is moved; the others get the same counts before what is known of them, since deciding
/// dozens of sends for each of a million users tells nothing more.
final class FullCounts {

    /// An admission an hour for a fortnight: longer than the longest window, twice the largest limit and more.
    private static final int HOURS = 14 * 24;

    private static final long HOUR_MS = 3_600_000;
    private static final String MODEL = "model-of-all";
    private static final int PAGE = 5_000;

    /// Bytes of an empty map, and of nil in the place of a user.
    private static final int NO_COUNTS = 1;

    private static final int NOBODY = 1;

    /// A byte, how many bytes of touches there are, and how many of conversions.
    private static final int TOUCHES_HEAD = 5;

    private FullCounts() {}

    /// Returns how many bytes the counts of each have.
    static int give(RedisServer redis, int partitions) {
        byte[] value = valueOfModel(redis, partitions, false);
        byte[] counts = Arrays.copyOf(value, value.length - NOBODY);
        writeAll(redis, counts, NO_COUNTS);
        return counts.length;
    }

    /// Gives every user as many touches as a user keeps, before the counts. Returns how many bytes they have.
    static int giveTouches(RedisServer redis, int partitions) {
        var value = ByteBuffer.wrap(valueOfModel(redis, partitions, true));
        byte[] touches = Arrays.copyOf(value.array(), TOUCHES_HEAD + value.getShort(1));
        writeAll(redis, touches, 0);
        return touches.length;
    }

    private static byte[] valueOfModel(RedisServer redis, int partitions, boolean measured) {
        var model = model(redis, partitions, measured);
        byte[] value = redis.commands().get(model);
        var _ = redis.commands().del(model);
        return value;
    }

    private static void writeAll(RedisServer redis, byte[] first, int instead) {
        var users = new ArrayList<byte[]>();
        KeyKinds.eachKey(redis, "*}:u:*", users::add);
        for (int from = 0; from < users.size(); from += PAGE) {
            write(redis, users.subList(from, Math.min(from + PAGE, users.size())), first, instead);
        }
    }

    private static byte[] model(RedisServer redis, int partitions, boolean measured) {
        var now = new AtomicLong(System.currentTimeMillis() - HOURS * HOUR_MS);
        try (var lane = new Lane(redis.settings(partitions), now::get, measured)) {
            for (int i = 0; i < HOURS; i++) {
                var sendId = lane.store.newSendId(MODEL);
                var _ = lane.await(() -> lane.store.admit(Work.send(sendId, MODEL), Work.capped()));
                now.addAndGet(HOUR_MS);
            }
        }
        var found = new ArrayList<byte[]>();
        KeyKinds.eachKey(redis, "*}:u:" + MODEL, found::add);
        forget(redis);
        return found.getFirst();
    }

    /// The model's sends, receipts and lists are no part of what is measured.
    private static void forget(RedisServer redis) {
        for (var kind : List.of("s:*", "r:*", "w", "e")) {
            KeyKinds.eachKey(redis, "*}:" + kind, key -> {
                var _ = redis.commands().del(key);
            });
        }
    }

    /// A user's value begins with counts: with none of any cap.
    ///
    /// @param instead of how many bytes of it the first ones are
    private static void write(RedisServer redis, List<byte[]> keys, byte[] first, int instead) {
        var async = redis.async();
        var known = keys.stream().map(async::get).toList();
        var replies = new ArrayList<RedisFuture<String>>();
        for (int i = 0; i < keys.size(); i++) {
            byte[] user = known.get(i).toCompletableFuture().join();
            byte[] value = Arrays.copyOf(first, first.length + user.length - instead);
            System.arraycopy(user, instead, value, first.length, user.length - instead);
            replies.add(async.set(keys.get(i), value));
        }
        for (var reply : replies) {
            if (!"OK".equals(reply.toCompletableFuture().join().toUpperCase(Locale.ROOT))) {
                throw new IllegalStateException("SET was refused");
            }
        }
    }
}
