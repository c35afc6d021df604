package dev.opportune.benchmarks.decisions;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.SetArgs;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/// Gives every user what a user has who was sent all that the caps allow: their lists are as long as they get. One user
/// is sent them, by a clock that is moved; the others get the same value under their own keys with the same end, since
/// deciding dozens of sends for each of a million users tells nothing more.
final class FullCounts {

    /// An admission an hour for a fortnight: longer than the longest window, twice the largest limit and more.
    private static final int HOURS = 14 * 24;

    private static final long HOUR_MS = 3_600_000;
    private static final String MODEL = "model-of-all";
    private static final int PAGE = 5_000;

    private FullCounts() {}

    /// Returns how many bytes the value of each has.
    static int give(RedisServer redis, int partitions) {
        var model = model(redis, partitions);
        var ends = SetArgs.Builder.px(redis.commands().pttl(model));
        byte[] value = redis.commands().get(model);
        var counts = new ArrayList<byte[]>(PAGE);
        KeyKinds.eachKey(redis, "*}:u:*", key -> {
            counts.add(new String(key, UTF_8).replace("}:u:", "}:c:").getBytes(UTF_8));
        });
        for (int from = 0; from < counts.size(); from += PAGE) {
            write(redis, counts.subList(from, Math.min(from + PAGE, counts.size())), value, ends);
        }
        var _ = redis.commands().del(model);
        return value.length;
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
        KeyKinds.eachKey(redis, "*}:c:" + MODEL, found::add);
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

    private static void write(RedisServer redis, List<byte[]> keys, byte[] value, SetArgs ends) {
        var async = redis.async();
        var replies = keys.stream().map(key -> async.set(key, value, ends)).toList();
        for (var reply : replies) {
            if (!"OK".equals(reply.toCompletableFuture().join().toUpperCase(Locale.ROOT))) {
                throw new IllegalStateException("SET was refused");
            }
        }
    }
}
