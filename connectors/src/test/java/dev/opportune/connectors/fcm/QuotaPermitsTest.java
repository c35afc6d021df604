package dev.opportune.connectors.fcm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.connectors.Quotas;
import dev.opportune.connectors.TestLane;
import dev.opportune.connectors.wire.LaneLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A lane's permits, leased from a quota that gives when the test says.
class QuotaPermitsTest {

    private static final Quotas.Terms TERMS = new Quotas.Terms(60_000, Duration.ZERO);
    private static final Quotas.Terms SMALL = new Quotas.Terms(1, Duration.ZERO);

    private final TestLane lane = new TestLane();
    private final Asked asked = new Asked();
    private final AtomicInteger told = new AtomicInteger();

    @AfterEach
    void close() {
        lane.close();
    }

    @Test
    void the_next_portion_is_asked_for_when_half_of_the_last_is_gone() {
        var permits = permits(SMALL);
        assertThat(asked.wanted).containsExactly(10);
        assertThat(left(permits)).isZero();
        answer(10, Duration.ZERO);
        assertThat(told).hasValue(1);
        take(permits, 4);
        assertThat(asked.wanted).hasSize(1);
        take(permits, 1);
        assertThat(asked.wanted).containsExactly(10, 10);
        take(permits, 5);
        assertThat(left(permits)).isZero();
        assertThat(asked.wanted).hasSize(2);
        answer(10, Duration.ZERO);
        assertThat(left(permits)).isEqualTo(10);
    }

    @Test
    void portions_that_go_fast_double_up_to_their_part_of_the_quota() {
        var permits = permits(TERMS);
        for (int i = 0; i < 6; i++) {
            answer(asked.wanted.getLast(), Duration.ZERO);
            take(permits, left(permits));
        }
        assertThat(asked.wanted).startsWith(20, 40, 80, 100, 100).allMatch(wanted -> wanted <= 100);
    }

    @Test
    void when_the_quota_is_spent_it_waits_as_long_as_it_was_told() {
        var permits = permits(SMALL);
        answer(0, Duration.ofMillis(20));
        assertThat(left(permits)).isZero();
        await().until(() -> lane.call(asked.wanted::size) == 2);
        answer(3, Duration.ofMinutes(10));
        assertThat(left(permits)).isEqualTo(3);
        take(permits, 3);
        assertThat(asked.wanted).hasSize(2);
    }

    @Test
    void a_permit_that_was_not_needed_comes_back_and_one_more_than_there_are_is_a_debt() {
        var permits = permits(SMALL);
        answer(1, Duration.ofMinutes(10));
        take(permits, 1);
        assertThat(left(permits)).isZero();
        lane.call(() -> {
            permits.giveBack();
            return null;
        });
        assertThat(left(permits)).isEqualTo(1);
        take(permits, 3);
        assertThat(left(permits)).isZero();
        lane.call(() -> {
            permits.giveBack();
            return null;
        });
        assertThat(left(permits)).isZero();
    }

    @Test
    void what_is_given_after_its_end_is_not_used() {
        var permits = permits(SMALL);
        lane.call(() -> {
            permits.close();
            return null;
        });
        answer(10, Duration.ZERO);
        assertThat(left(permits)).isZero();
        assertThat(told).hasValue(0);
    }

    private QuotaPermits permits(Quotas.Terms terms) {
        return lane.call(() -> {
            var permits = new QuotaPermits(asked, "project-1", terms, new LaneLoop(lane.lane()), told::incrementAndGet);
            permits.askWhenLow();
            return permits;
        });
    }

    private void answer(int permits, Duration nextIn) {
        lane.call(() -> {
            asked.answers.remove().complete(new Quotas.Portion(permits, nextIn));
            return null;
        });
    }

    private int left(QuotaPermits permits) {
        return lane.call(permits::left);
    }

    private void take(QuotaPermits permits, int times) {
        lane.call(() -> {
            for (int i = 0; i < times; i++) permits.take();
            return null;
        });
    }

    /// Keeps what was asked for until the test answers.
    private static final class Asked implements Quotas {
        private final List<Integer> wanted = new ArrayList<>();
        private final Deque<Promise<Portion>> answers = new ArrayDeque<>();

        @Override
        public Future<Portion> take(String name, Terms terms, int permits) {
            assertThat(name).isEqualTo("fcm/project-1");
            wanted.add(permits);
            Promise<Portion> answer = Promise.promise();
            answers.add(answer);
            return answer.future();
        }
    }
}
