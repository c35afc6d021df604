package dev.opportune.connectors.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.connectors.DeliveryOutcome.NotSent;
import dev.opportune.connectors.TestLane;
import dev.opportune.connectors.wire.ThirdProvider.Call;
import dev.opportune.connectors.wire.ThirdProvider.Phone;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a connection that has long been silent must do before it gets a message.
class SilenceTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final DeliveryOutcome ELSEWHERE = new NotSent("not_connected", Duration.ZERO, Extent.DEVICE);

    private final TestLane lane = new TestLane();
    private ConnectionPool<Phone> pool;

    @AfterEach
    void close() {
        lane.await(() -> pool.close());
        lane.close();
    }

    @Test
    void one_that_was_heard_lately_is_trusted() {
        var provider = open(1, LONG, LONG);
        Call call = call(provider, 0);
        assertThat(provider.made.getFirst().written).containsExactly(call);
        assertThat(provider.made.getFirst().pings).isZero();
    }

    @Test
    void a_silent_one_gets_its_messages_when_it_has_answered_one_ping_for_all() {
        var provider = open(1, Duration.ZERO, LONG);
        Phone phone = provider.made.getFirst();
        Call first = call(provider, 0);
        Call second = call(provider, 0);
        assertThat(phone.written).isEmpty();
        assertThat(phone.pings).isEqualTo(1);
        lane.call(() -> {
            phone.hearsFrame();
            return null;
        });
        await().until(() -> phone.written.size() == 2);
        assertThat(phone.written).containsExactly(first, second);
        assertThat(phone.taken()).isEqualTo(2);
    }

    @Test
    void one_that_does_not_answer_ends_and_its_messages_may_go_elsewhere_at_once() {
        var provider = open(1, Duration.ZERO, Duration.ofMillis(50));
        Phone phone = provider.made.getFirst();
        Call first = call(provider, 0);
        Call second = call(provider, 0);
        assertThat(lane.await(() -> first.outcome)).isEqualTo(ELSEWHERE);
        assertThat(lane.await(() -> second.outcome)).isEqualTo(ELSEWHERE);
        assertThat(phone.written).isEmpty();
        assertThat(phone.shut).isTrue();
        assertThat(phone.taken()).isZero();
    }

    @Test
    void those_that_are_as_silent_as_a_dead_one_are_not_trusted_either() {
        var provider = open(4, Duration.ofMillis(30), Duration.ofMillis(60));
        Phone talkative = provider.made.get(2);
        Phone busy = provider.made.get(3);
        var held = lane.call(() -> provider.call(busy, LONG));
        long begun = System.nanoTime();
        await().until(() -> System.nanoTime() - begun > Duration.ofMillis(40).toNanos());
        Call call = lane.call(() -> {
            Call on = provider.call(provider.made.getFirst(), LONG);
            talkative.hearsFrame();
            return on;
        });
        var talking = lane.lane().loop().next().scheduleAtFixedRate(talkative::hearsFrame, 5, 5, TimeUnit.MILLISECONDS);
        assertThat(lane.await(() -> call.outcome)).isEqualTo(ELSEWHERE);
        talking.cancel(false);
        assertThat(provider.made.get(1).shut).as("as silent, and idle").isTrue();
        assertThat(talkative.shut).as("heard lately").isFalse();
        assertThat(busy.room())
                .as("as silent, and a message may still be answered")
                .isZero();
        assertThat(busy.shut).isFalse();
        assertThat(held.isSettled()).isFalse();
    }

    @Test
    void a_message_whose_moment_ends_while_it_is_held_is_never_written() {
        var provider = open(1, Duration.ZERO, LONG);
        Phone phone = provider.made.getFirst();
        Call late = lane.call(() -> provider.call(phone, Duration.ofMillis(30)));
        assertThat(lane.await(() -> late.outcome).reason()).isEqualTo("late");
        lane.call(() -> {
            phone.hearsFrame();
            return null;
        });
        await().until(() -> lane.call(phone::taken) == 0);
        assertThat(phone.written).isEmpty();
    }

    @Test
    void what_is_held_when_its_connection_ends_may_go_elsewhere_at_once() {
        var provider = open(1, Duration.ZERO, LONG);
        Call call = call(provider, 0);
        lane.call(() -> {
            call.phone.fails("was closed");
            return null;
        });
        assertThat(lane.await(() -> call.outcome)).isEqualTo(ELSEWHERE);
    }

    @Test
    void one_that_was_open_for_long_is_replaced_at_once_though_it_never_had_a_message() {
        var provider = open(1, Duration.ZERO, LONG);
        for (int i = 0; i < 12; i++) {
            Phone phone = provider.made.get(i);
            lane.call(() -> {
                phone.fails("was closed for idleness");
                return null;
            });
            int next = i + 1;
            await().until(() -> provider.made.size() > next);
            lane.call(() -> {
                provider.made.get(next).connected();
                return null;
            });
        }
        // With the delay of failures the twelfth would have waited for half a minute.
        assertThat(provider.made).hasSize(13);
    }

    private ThirdProvider open(int connections, Duration silence, Duration pong) {
        var provider = new ThirdProvider(lane, new Patience(LONG, Duration.ofMinutes(1), silence, pong));
        pool = provider.pool(connections, connections, new Growth(Duration.ZERO, LONG, LONG));
        lane.call(() -> {
            pool.want(true);
            return null;
        });
        await().until(() -> provider.made.size() == connections);
        lane.call(() -> {
            provider.made.forEach(Phone::connected);
            return null;
        });
        return provider;
    }

    private Call call(ThirdProvider provider, int phone) {
        return lane.call(() -> provider.call(provider.made.get(phone), LONG));
    }
}
