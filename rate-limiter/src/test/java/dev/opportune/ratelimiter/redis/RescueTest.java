package dev.opportune.ratelimiter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// As `Future.recover`, which stands beside it.
class RescueTest {

    private final Throwable first = new Exception("the first");
    private final Throwable second = new Exception("the second");
    private final IllegalStateException defect = new IllegalStateException("a defect");
    private final List<Throwable> asked = new ArrayList<>();

    @Test
    void a_success_is_the_same_and_nothing_else_is_asked() {
        assertSame(Promise::complete, _ -> Future.failedFuture(second));
        assertThat(asked).isEmpty();
    }

    @Test
    void a_failure_comes_to_what_comes_of_it() {
        assertSame((promise, _) -> promise.fail(first), _ -> Future.succeededFuture("mended"));
        assertSame((promise, _) -> promise.fail(first), _ -> Future.failedFuture(second));
        assertThat(asked).containsOnly(first).hasSize(4);
    }

    @Test
    void a_defect_in_looking_at_a_failure_is_one_too() {
        assertSame((promise, _) -> promise.fail(first), _ -> {
            throw defect;
        });
    }

    private interface End {
        void of(Promise<String> promise, String result);
    }

    /// Whether the future is complete when it is looked at, or later.
    private void assertSame(End end, Function<Throwable, Future<String>> otherwise) {
        for (boolean later : new boolean[] {false, true}) {
            Promise<String> promise = Promise.promise();
            if (!later) end.of(promise, "result");
            var rescued = Rescue.of(promise.future(), failure -> {
                asked.add(failure);
                return otherwise.apply(failure);
            });
            if (later) {
                assertThat(rescued.isComplete()).isFalse();
                end.of(promise, "result");
            }
            var usual = promise.future().recover(otherwise);
            assertThat(rescued.isComplete()).isTrue();
            assertThat(rescued.result()).isEqualTo(usual.result());
            assertThat(rescued.cause()).isSameAs(usual.cause());
        }
    }
}
