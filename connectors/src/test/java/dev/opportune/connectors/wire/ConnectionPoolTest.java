package dev.opportune.connectors.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.connectors.TestLane;
import dev.opportune.connectors.wire.ThirdProvider.Phone;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionPoolTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final Growth AT_ONCE = new Growth(Duration.ZERO, LONG, LONG);

    private final TestLane lane = new TestLane();
    private final ThirdProvider provider = new ThirdProvider(lane, Duration.ofMinutes(1));
    private ConnectionPool<Phone> pool;

    @AfterEach
    void close() {
        lane.await(() -> pool.close());
        lane.close();
    }

    @Test
    void those_that_are_kept_are_opened_ahead_and_replaced_when_they_end() {
        open(2, 2, AT_ONCE);
        assertThat(provider.heard.all()).containsExactly("opened", "opened");
        run(() -> phone(0).fails("was closed"));
        awaitMade(3);
        run(() -> phone(2).connected());
        assertThat(lane.call(pool::limit)).isEqualTo(2 * ThirdProvider.STREAMS);
    }

    @Test
    void without_credentials_none_is_made_until_there_are_some() {
        provider.usable = false;
        pool = provider.pool(1, 1, AT_ONCE);
        run(() -> pool.want(true));
        run(() -> assertThat(provider.made).isEmpty());
        provider.usable = true;
        run(pool::renew);
        awaitMade(1);
    }

    @Test
    void the_first_one_that_is_not_nearly_full_is_next_else_the_one_with_most_room() {
        open(2, 2, AT_ONCE);
        run(() -> {
            assertThat(pool.next()).isSameAs(phone(0));
            fill(phone(0));
            assertThat(pool.next()).isSameAs(phone(1));
            fill(phone(1));
            phone(1).answersOne();
            fillBut(phone(0), 0);
            assertThat(pool.next()).isSameAs(phone(1));
        });
    }

    @Test
    void another_is_opened_when_all_are_nearly_full_one_at_a_time_and_to_the_bound() {
        open(1, 2, AT_ONCE);
        run(() -> {
            fill(phone(0));
            pool.used();
        });
        awaitMade(2);
        run(pool::used);
        run(() -> {
            phone(1).connected();
            fill(phone(1));
            pool.used();
        });
        run(() -> assertThat(provider.made).hasSize(2));
    }

    @Test
    void none_is_opened_where_another_would_not_help() {
        open(1, 2, AT_ONCE);
        run(() -> {
            phone(0).anotherHelps = false;
            fill(phone(0));
            pool.used();
        });
        run(() -> assertThat(provider.made).hasSize(1));
    }

    @Test
    void none_is_opened_for_a_while_after_one_that_could_not() {
        open(1, 3, AT_ONCE);
        run(() -> {
            fill(phone(0));
            pool.used();
        });
        awaitMade(2);
        run(() -> {
            phone(1).fails("could not open");
            pool.used();
        });
        run(() -> assertThat(provider.made).hasSize(2));
        assertThat(provider.heard.all()).containsExactly("opened", "could not open");
    }

    @Test
    void surplus_that_is_idle_is_retired_and_those_that_are_kept_stay() {
        open(1, 2, new Growth(Duration.ZERO, LONG, Duration.ofMillis(20)));
        run(() -> {
            fill(phone(0));
            pool.used();
        });
        awaitMade(2);
        run(() -> phone(1).connected());
        await().until(() -> lane.call(() -> phone(1).shut));
        assertThat(lane.call(() -> phone(0).isOpen())).isTrue();
    }

    @Test
    void with_new_credentials_the_former_connection_serves_until_another_is_open() {
        open(1, 1, AT_ONCE);
        run(pool::renew);
        awaitMade(2);
        run(() -> {
            assertThat(pool.next()).isSameAs(phone(0));
            phone(1).connected();
            assertThat(pool.next()).isSameAs(phone(1));
            assertThat(phone(0).hasEnded()).isTrue();
        });
    }

    @Test
    void new_credentials_are_tried_at_once_however_often_the_former_failed() {
        open(1, 1, AT_ONCE);
        run(() -> phone(0).fails("was closed"));
        awaitMade(2);
        // The next one is half a second away or more.
        run(() -> phone(1).fails("could not open"));
        run(() -> assertThat(provider.made).hasSize(2));
        run(pool::renew);
        awaitMade(3);
        assertThat(lane.call(() -> pool.isRepeatedFailure())).isFalse();
    }

    private void open(int kept, int most, Growth growth) {
        pool = provider.pool(kept, most, growth);
        run(() -> pool.want(true));
        awaitMade(kept);
        run(() -> provider.made.forEach(Phone::connected));
    }

    private void fill(Phone phone) {
        fillBut(phone, 0);
    }

    private void fillBut(Phone phone, int room) {
        while (phone.room() > room) {
            var _ = provider.call(phone, LONG);
        }
    }

    private Phone phone(int number) {
        return provider.made.get(number);
    }

    private void awaitMade(int number) {
        await().until(() -> lane.call(() -> provider.made.size()) == number);
    }

    private void run(Runnable task) {
        lane.call(() -> {
            task.run();
            return null;
        });
    }
}
