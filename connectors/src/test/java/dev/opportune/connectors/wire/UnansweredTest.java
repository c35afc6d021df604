package dev.opportune.connectors.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.TestLane;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// One look for all messages of a connection whose answers are waited for.
class UnansweredTest {

    private static final Duration SOON = Duration.ofMillis(50);
    private static final Duration LATER = Duration.ofHours(1);

    private final TestLane lane = new TestLane();
    private final LaneLoop loop = new LaneLoop(lane.lane());
    private final Drain drain = new Drain(loop);
    private final List<String> overdue = new ArrayList<>();

    @AfterEach
    void close() {
        lane.close();
    }

    @Test
    void each_is_overdue_in_its_turn_those_too_that_came_while_a_look_was_due() {
        var messages = new Unanswered(loop, SOON);
        lane.call(() -> send(messages, "first"));
        awaitHalf();
        lane.call(() -> send(messages, "second"));
        lane.call(() -> send(messages, "third"));

        awaitOverdue("first", "second", "third");
        lane.call(() -> send(messages, "fourth"));
        awaitOverdue("first", "second", "third", "fourth");
    }

    @Test
    void none_is_overdue_before_its_time() {
        var messages = new Unanswered(loop, SOON);
        long sentNanos = System.nanoTime();
        lane.call(() -> send(messages, "first"));
        awaitOverdue("first");
        assertThat(System.nanoTime() - sentNanos).isGreaterThanOrEqualTo(SOON.toNanos());
    }

    @Test
    void what_is_answered_is_kept_no_longer_and_is_never_overdue() {
        var messages = new Unanswered(loop, SOON);
        lane.call(() -> {
            var answered = send(messages, "answered");
            var _ = send(messages, "other");
            return answered.settle(new DeliveryOutcome.Accepted("id"));
        });
        assertThat(lane.call(messages::size)).isEqualTo(1);
        awaitOverdue("other");

        var many = new Unanswered(loop, LATER);
        lane.call(() -> {
            for (int i = 0; i < 1_000; i++) send(many, "").settle(new DeliveryOutcome.Accepted("id"));
            return null;
        });
        assertThat(lane.call(many::size)).isZero();
    }

    @Test
    void one_whose_end_meets_a_defect_holds_up_no_other() {
        var messages = new Unanswered(loop, SOON);
        lane.call(() -> {
            new Settlement(loop.promise(), drain, () -> true).watch(messages, () -> {
                throw new IllegalStateException("a defect, on purpose");
            });
            return send(messages, "next");
        });
        awaitOverdue("next");
    }

    private Settlement send(Unanswered messages, String name) {
        Promise<DeliveryOutcome> outcome = loop.promise();
        var message = new Settlement(outcome, drain, () -> true);
        message.watch(messages, () -> overdue.add(name));
        return message;
    }

    private void awaitHalf() {
        long untilNanos = System.nanoTime() + SOON.toNanos() / 2;
        await().pollInterval(Duration.ofMillis(5)).until(() -> System.nanoTime() - untilNanos >= 0);
    }

    private void awaitOverdue(String... names) {
        await().pollInterval(Duration.ofMillis(1)).until(() -> lane.call(() -> overdue.size() >= names.length));
        assertThat(lane.call(() -> List.copyOf(overdue))).containsExactly(names);
    }
}
