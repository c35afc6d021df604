package dev.opportune.gateway.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OneByOneTest {

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final List<String> begun = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws Exception {
        var _ = vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void what_is_added_while_one_is_under_way_does_not_begin_it_again() throws Exception {
        Promise<Void> first = Promise.promise();
        var things = things(10, () -> first.future());
        add(things, "l/a");
        await().until(() -> begun.equals(List.of("l/a")));

        add(things, "l/b");
        // Later than a timer that this addition would have started.
        onLoop(() -> vertx.timer(50)).await(10, TimeUnit.SECONDS);
        assertThat(begun).containsExactly("l/a");

        first.complete();
        await().until(() -> begun.equals(List.of("l/a", "l/b")));
    }

    @Test
    void what_fails_is_done_again_before_the_next() throws Exception {
        var things = things(10, () -> begun.size() < 3 ? Future.failedFuture("not yet") : Future.succeededFuture());
        add(things, "l/a");
        add(things, "l/b");

        await().until(() -> begun.equals(List.of("l/a", "l/a", "l/a", "l/b")));
        await().until(() -> onLoop(() -> Future.succeededFuture(things.size())).await(10, TimeUnit.SECONDS) == 0);
    }

    @Test
    void what_fails_again_and_again_is_done_less_and_less_often() throws Exception {
        var at = new CopyOnWriteArrayList<Long>();
        var things = new OneByOne<String>(vertx, 10, 10, OneByOneTest::lineOf, _ -> {
            at.add(System.nanoTime());
            return Future.failedFuture("not yet");
        });
        add(things, "l/a");

        await().until(() -> at.size() >= 6);
        things.close();
        // 10, 20, 40, 80 and 80 ms: a timer is never early.
        assertThat(at.get(5) - at.get(0)).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(10 + 20 + 40 + 80 + 80));
    }

    @Test
    void a_line_that_does_not_move_holds_up_no_other() throws Exception {
        var things = new OneByOne<String>(vertx, 10, 1, OneByOneTest::lineOf, thing -> {
            begun.add(thing);
            return thing.startsWith("stuck") ? Future.failedFuture("not yet") : Future.succeededFuture();
        });
        for (var thing : List.of("stuck/1", "stuck/2", "free/1", "free/2")) add(things, thing);

        await().until(() -> begun.containsAll(List.of("free/1", "free/2")));
        assertThat(begun).contains("stuck/1").doesNotContain("stuck/2");
        assertThat(onLoop(() -> Future.succeededFuture(things.size())).await(10, TimeUnit.SECONDS))
                .isEqualTo(2);
        things.close();
    }

    @Test
    void many_that_are_done_at_once_need_no_high_stack() throws Exception {
        var things = things(20_000, Future::succeededFuture);
        for (int i : IntStream.range(0, 20_000).toArray()) add(things, "l/" + i);

        await().until(() -> begun.size() == 20_000);
    }

    @Test
    void at_the_bound_the_oldest_of_the_longest_line_is_forgotten() throws Exception {
        var things = things(3, Future::succeededFuture);
        var added = onLoop(() -> Future.succeededFuture(Stream.of("short/1", "long/1", "long/2", "short/2")
                .map(things::add)
                .toList()));

        assertThat(added.await(10, TimeUnit.SECONDS)).containsExactly(true, true, true, false);
        await().until(() -> begun.size() == 3);
        assertThat(begun).containsExactlyInAnyOrder("short/1", "long/2", "short/2");
    }

    private OneByOne<String> things(int most, Supplier<Future<Void>> outcome) {
        return new OneByOne<>(vertx, most, 1, OneByOneTest::lineOf, thing -> {
            begun.add(thing);
            return outcome.get();
        });
    }

    /// Of `line/thing`.
    private static String lineOf(String thing) {
        return thing.split("/", -1)[0];
    }

    private void add(OneByOne<String> things, String thing) throws Exception {
        var _ = onLoop(() -> Future.succeededFuture(things.add(thing))).await(10, TimeUnit.SECONDS);
    }

    private <T> Future<T> onLoop(Supplier<Future<T>> action) {
        Promise<T> done = Promise.promise();
        loop.runOnContext(_ -> action.get().onComplete(done));
        return done.future();
    }
}
