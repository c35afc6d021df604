package dev.opportune.gateway.http;

import dev.opportune.ratelimiter.event.Event;
import dev.opportune.ratelimiter.event.Events;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Events without Redis: a list, and its length as a cursor.
public final class InMemoryEvents implements Events {

    public final List<Event> all = new CopyOnWriteArrayList<>();
    public final AtomicInteger looks = new AtomicInteger();
    public volatile @Nullable RuntimeException failure;

    public void reset() {
        all.clear();
        failure = null;
    }

    @Override
    public Future<Answer> read(@Nullable String after, int most, Predicate<Event> mayBeTold) {
        looks.incrementAndGet();
        var failure = this.failure;
        if (failure != null) return Future.failedFuture(failure);
        if (after != null && !after.matches("\\d+")) {
            return Future.succeededFuture(new NoCursor("no cursor (expected: one)"));
        }
        int from = after == null ? 0 : Integer.parseInt(after);
        int to = Math.min(all.size(), from + most);
        return Future.succeededFuture(
                new Page(all.subList(from, to).stream().filter(mayBeTold).toList(), Integer.toString(to)));
    }

    @Override
    public int partitions() {
        return 1;
    }
}
