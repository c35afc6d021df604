package dev.opportune.benchmarks.decisions;

import io.lettuce.core.RedisFuture;
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

    private FullCounts() {}

    /// Returns how many bytes the counts of each have.
    static int give(RedisServer redis, int partitions) {
        var model = model(redis, partitions);
        byte[] value = redis.commands().get(model);
        byte[] counts = Arrays.copyOf(value, value.length - NOBODY);
        var _ = redis.commands().del(model);
        var users = new ArrayList<byte[]>();
        KeyKinds.eachKey(redis, "*}:u:*", users::add);
        for (int from = 0; from < users.size(); from += PAGE) {
            write(redis, users.subList(from, Math.min(from + PAGE, users.size())), counts);
        }
        return counts.length;
    }

    private static byte[] model(RedisServer redis, int partitions) {
        var now = new AtomicLong(System.currentTimeMillis() - HOURS * HOUR_MS);
        try (var lane = new Lane(redis, partitions, now::get)) {
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
    private static void write(RedisServer redis, List<byte[]> keys, byte[] counts) {
        var async = redis.async();
        var known = keys.stream().map(async::get).toList();
        var replies = new ArrayList<RedisFuture<String>>();
        for (int i = 0; i < keys.size(); i++) {
            byte[] user = known.get(i).toCompletableFuture().join();
            byte[] value = Arrays.copyOf(counts, counts.length + user.length - NO_COUNTS);
            System.arraycopy(user, NO_COUNTS, value, counts.length, user.length - NO_COUNTS);
            replies.add(async.set(keys.get(i), value));
        }
        for (var reply : replies) {
            if (!"OK".equals(reply.toCompletableFuture().join().toUpperCase(Locale.ROOT))) {
                throw new IllegalStateException("SET was refused");
            }
        }
    }
}
