package dev.opportune.ratelimiter.event;

import dev.opportune.ratelimiter.redis.PlainCommands.Entry;
import dev.opportune.ratelimiter.redis.Storage;
import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Events in Redis, one stream for each partition. Confined to the lane's event loop.
///
/// One page is read after the other, so that what readers ask for at once takes the room of one.
public final class RedisEvents implements Events {

    /// Of events as they are kept in one page: one that reaches it ends.
    public static final int PAGE_BYTES = 128 * 1024;

    /// Partitions looked at in one flush to Redis.
    private static final int PARTITIONS_AT_ONCE = 16;

    /// The most that is asked of one partition at once, so that no busy one fills an answer; not fewer for an answer of
    /// few, since a reader may not be told of all.
    private static final int LEAST_OF_PARTITION = 16;

    private static final int SHARE_OF_PARTITION = 8;

    private final Storage redis;
    private Future<?> pageBefore = Future.succeededFuture();

    public RedisEvents(Storage redis) {
        this.redis = redis;
    }

    @Override
    public int partitions() {
        return redis.keys().partitions();
    }

    @Override
    public Future<Answer> read(@Nullable String after, int most, Predicate<Event> mayBeTold) {
        EventCursor cursor;
        try {
            cursor = after == null ? EventCursor.oldest(partitions()) : EventCursor.parse(after, partitions());
        } catch (IllegalArgumentException e) {
            return Future.succeededFuture(new NoCursor(String.valueOf(e.getMessage())));
        }
        var page = pageBefore.transform(_ -> read(cursor, new Reading(most, mayBeTold), partitions()));
        pageBefore = page;
        return page;
    }

    private Future<Answer> read(EventCursor cursor, Reading reading, int partitionsLeft) {
        if (partitionsLeft == 0 || reading.isFull()) {
            return reading.found.isEmpty() && reading.missed != null
                    ? Future.failedFuture(reading.missed)
                    : Future.succeededFuture(new Page(List.copyOf(reading.found), cursor.text()));
        }
        int now = Math.min(PARTITIONS_AT_ONCE, partitionsLeft);
        var looks = new ArrayList<Future<List<Entry>>>(now);
        for (int i = 0; i < now; i++) looks.add(look(cursor, (cursor.next + i) % partitions(), reading));
        return Future.all(looks).compose(_ -> {
            int taken = 0;
            while (taken < now && !reading.isFull()) {
                take(looks.get(taken++).result(), cursor, reading);
                cursor.next = (cursor.next + 1) % partitions();
            }
            return read(cursor, reading, partitionsLeft - taken);
        });
    }

    /// A partition that is not served now holds up no other: the cursor stays where it is there.
    private Future<List<Entry>> look(EventCursor cursor, int partition, Reading reading) {
        long count = Math.max(LEAST_OF_PARTITION, reading.most / SHARE_OF_PARTITION);
        var after = cursor.millis[partition] == 0 ? null : cursor.millis[partition] + "-" + cursor.numbers[partition];
        return redis.plain()
                .entries(redis.keys().events(partition), after, count)
                .recover(failure -> {
                    if (!(failure instanceof StorageUnavailableException missed)) return Future.failedFuture(failure);
                    reading.missed = missed;
                    return Future.succeededFuture(List.of());
                });
    }

    /// Stops at an event of a kind that only a later release knows: a gateway of that release will give it.
    private void take(List<Entry> entries, EventCursor cursor, Reading reading) {
        int partition = cursor.next;
        for (var entry : entries) {
            if (reading.isFull()) return;
            var id = entry.id;
            var event = Event.read(Integer.toHexString(partition) + "-" + id, entry.value);
            if (event.isEmpty()) return;
            if (reading.mayBeTold.test(event.get())) {
                reading.found.add(event.get());
                reading.bytes += entry.value.length;
            }
            int dash = id.indexOf('-');
            cursor.millis[partition] = Long.parseLong(id, 0, dash, 10);
            cursor.numbers[partition] = Long.parseLong(id, dash + 1, id.length(), 10);
        }
    }

    /// What one reader is after, and its page while it fills.
    private static final class Reading {
        private final int most;
        private final Predicate<Event> mayBeTold;
        private final List<Event> found = new ArrayList<>();
        private int bytes;
        private @Nullable StorageUnavailableException missed;

        Reading(int most, Predicate<Event> mayBeTold) {
            this.most = most;
            this.mayBeTold = mayBeTold;
        }

        boolean isFull() {
            return found.size() == most || bytes >= PAGE_BYTES;
        }
    }
}
