package dev.opportune.ratelimiter.event;

import dev.opportune.ratelimiter.redis.PlainCommands.Entry;
import dev.opportune.ratelimiter.redis.Storage;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Events in Redis, one stream for each partition. Confined to the lane's event loop.
///
/// One page is read after the other, so that what readers ask for at once takes the room of one.
public final class RedisEvents implements Events {

    /// Of events as they are kept in one page: one that reaches it ends.
    public static final int PAGE_BYTES = 128 * 1024;

    /// Partitions looked at in one flush to Redis.
    private static final int PARTITIONS_AT_ONCE = 16;

    /// The most that is asked of one partition at once, so that no busy one fills an answer.
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
    public Future<Answer> read(@Nullable String after, int most) {
        EventCursor cursor;
        try {
            cursor = after == null ? EventCursor.oldest(partitions()) : EventCursor.parse(after, partitions());
        } catch (IllegalArgumentException e) {
            return Future.succeededFuture(new NoCursor(String.valueOf(e.getMessage())));
        }
        var page = pageBefore.transform(_ -> read(cursor, new Found(most), partitions()));
        pageBefore = page;
        return page;
    }

    private Future<Answer> read(EventCursor cursor, Found found, int partitionsLeft) {
        if (partitionsLeft == 0 || found.isFull()) {
            return Future.succeededFuture(new Page(List.copyOf(found.events), cursor.text()));
        }
        int now = Math.min(PARTITIONS_AT_ONCE, partitionsLeft);
        var looks = new ArrayList<Future<List<Entry>>>(now);
        for (int i = 0; i < now; i++) looks.add(look(cursor, (cursor.next + i) % partitions(), found.most));
        return Future.all(looks).compose(_ -> {
            int taken = 0;
            while (taken < now && !found.isFull()) {
                take(looks.get(taken++).result(), cursor, found);
                cursor.next = (cursor.next + 1) % partitions();
            }
            return read(cursor, found, partitionsLeft - taken);
        });
    }

    private Future<List<Entry>> look(EventCursor cursor, int partition, int most) {
        long count = Math.min(most, Math.max(LEAST_OF_PARTITION, most / SHARE_OF_PARTITION));
        var after = cursor.millis[partition] == 0 ? null : cursor.millis[partition] + "-" + cursor.numbers[partition];
        return redis.plain().entries(redis.keys().events(partition), after, count);
    }

    /// Stops at an event of a kind that only a later release knows: a gateway of that release will give it.
    private void take(List<Entry> entries, EventCursor cursor, Found found) {
        int partition = cursor.next;
        for (var entry : entries) {
            if (found.isFull()) return;
            var id = entry.id;
            var event = Event.read(Integer.toHexString(partition) + "-" + id, entry.value);
            if (event.isEmpty()) return;
            found.events.add(event.get());
            found.bytes += entry.value.length;
            int dash = id.indexOf('-');
            cursor.millis[partition] = Long.parseLong(id, 0, dash, 10);
            cursor.numbers[partition] = Long.parseLong(id, dash + 1, id.length(), 10);
        }
    }

    /// A page while it fills.
    private static final class Found {
        private final int most;
        private final List<Event> events = new ArrayList<>();
        private int bytes;

        Found(int most) {
            this.most = most;
        }

        boolean isFull() {
            return events.size() == most || bytes >= PAGE_BYTES;
        }
    }
}
