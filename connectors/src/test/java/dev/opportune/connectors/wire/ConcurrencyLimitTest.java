package dev.opportune.connectors.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConcurrencyLimitTest {

    private static final long MILLI = 1_000_000;
    private static final int STREAMS = 1000;

    /// A full round: as many in flight as allowed, each of them answered.
    ///
    /// @param nanos what an answer takes when so many are in flight
    private static void round(ConcurrencyLimit limit, IntToLongFunction nanos) {
        int inFlight = limit.now();
        for (int i = 0; i < inFlight; i++) limit.answered(nanos.applyAsLong(inFlight), inFlight);
    }

    private static void rounds(int count, ConcurrencyLimit limit, IntToLongFunction nanos) {
        for (int i = 0; i < count; i++) round(limit, nanos);
    }

    private static void overloads(int count, ConcurrencyLimit limit) {
        for (int i = 0; i < count; i++) limit.overloaded();
    }

    private static ConcurrencyLimit steadyAt1000() {
        var limit = new ConcurrencyLimit(1, STREAMS);
        rounds(20, limit, _ -> 50 * MILLI);
        assertThat(limit.now()).isEqualTo(STREAMS);
        return limit;
    }

    @Test
    void it_doubles_with_each_full_round_of_good_answers() {
        var limit = new ConcurrencyLimit(1, STREAMS);
        for (int expected = 1; expected < STREAMS; expected *= 2) {
            assertThat(limit.now()).isEqualTo(expected);
            round(limit, _ -> 50 * MILLI);
        }
        assertThat(limit.now()).isEqualTo(STREAMS);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 400, 900})
    void after_an_overload_it_grows_by_its_square_root_a_round(int first) {
        var limit = new ConcurrencyLimit(first, STREAMS);
        limit.overloaded();
        rounds(1, limit, _ -> 50 * MILLI); // what was in flight at the overload
        int before = limit.now();
        rounds(2, limit, _ -> 50 * MILLI);
        assertThat((double) limit.now() - before).isBetween(Math.sqrt(before), 3 * Math.sqrt(before) + 1);
    }

    @Test
    void from_few_it_doubles_again() {
        var limit = new ConcurrencyLimit(4, STREAMS);
        limit.overloaded();
        rounds(1, limit, _ -> 50 * MILLI); // what was in flight at the overload
        rounds(10, limit, _ -> 50 * MILLI);
        assertThat(limit.now()).isEqualTo(STREAMS);
    }

    @Test
    void all_that_was_in_flight_counts_as_one_overload() {
        var limit = steadyAt1000();
        overloads(STREAMS, limit);
        assertThat(limit.now()).isEqualTo(750);
        limit.overloaded();
        assertThat(limit.now()).isEqualTo(562);
    }

    @Test
    void what_never_heard_an_answer_is_cut_once_for_all_that_was_allowed() {
        var limit = new ConcurrencyLimit(100, STREAMS);
        overloads(100, limit);
        assertThat(limit.now()).isEqualTo(75);
        overloads(75, limit);
        assertThat(limit.now()).isEqualTo(56);
    }

    @Test
    void it_follows_settings_down_and_up() {
        var limit = steadyAt1000();
        limit.most(1);
        rounds(50, limit, _ -> 50 * MILLI);
        assertThat(limit.now()).isOne();
        limit.most(200);
        assertThat(limit.now()).isEqualTo(200);
        limit.most(STREAMS);
        assertThat(limit.now()).isEqualTo(STREAMS);
        limit.most(0);
        assertThat(limit.now()).isOne();
    }

    @Test
    void an_overload_at_one_stream_forgets_what_was_allowed_before() {
        var limit = steadyAt1000();
        limit.most(1);
        limit.overloaded();
        limit.most(STREAMS);
        assertThat(limit.now()).isOne();
    }

    @Test
    void a_limit_that_is_not_used_does_not_grow() {
        var limit = new ConcurrencyLimit(100, STREAMS);
        for (int i = 0; i < 10_000; i++) limit.answered(50 * MILLI, 49);
        assertThat(limit.now()).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({"20, 20", "50, 50", "100, 50", "200, 5", "500, 200"})
    void it_settles_where_the_provider_is_busy_and_its_queue_is_short(int atOnce, int millis) {
        var limit = new ConcurrencyLimit(1, STREAMS);
        IntToLongFunction queueing = inFlight -> millis * MILLI * Math.max(inFlight, atOnce) / atOnce;
        rounds(1_000, limit, queueing);
        int busy = 0;
        for (int i = 0; i < 1_000; i++) {
            assertThat(limit.now()).isBetween(atOnce / 2, atOnce * 2);
            busy += limit.now() >= atOnce ? 1 : 0;
            round(limit, queueing);
        }
        assertThat(busy).isGreaterThan(900);
    }

    @RepeatedTest(5)
    void a_long_tail_does_not_shrink_it(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        var limit = new ConcurrencyLimit(1, STREAMS);
        IntToLongFunction noisy = _ -> (long) (40 * MILLI * Math.exp(random.nextGaussian() * 0.99)); // p99 400 ms
        rounds(200, limit, noisy);
        for (int i = 0; i < 200; i++) {
            round(limit, noisy);
            assertThat(limit.now()).isEqualTo(STREAMS);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10, 100})
    void a_provider_that_is_slower_whatever_is_in_flight_keeps_its_streams(int times) {
        var limit = steadyAt1000();
        rounds(100, limit, _ -> times * (50 * MILLI));
        assertThat(limit.now()).isEqualTo(STREAMS);
    }

    @Test
    void a_provider_that_can_do_less_gets_less() {
        var limit = steadyAt1000();
        rounds(100, limit, inFlight -> 50 * MILLI * Math.max(inFlight, 100) / 100);
        assertThat(limit.now()).isBetween(100, 200);
    }

    @RepeatedTest(20)
    void it_is_never_below_one_nor_above_what_settings_allow(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        int most = 1 + random.nextInt(STREAMS);
        var limit = new ConcurrencyLimit(1 + random.nextInt(most), most);
        for (int i = 0; i < 20_000; i++) {
            switch (random.nextInt(500)) {
                case 0 -> {
                    most = 1 + random.nextInt(STREAMS);
                    limit.most(most);
                }
                case 1, 2, 3 -> limit.overloaded();
                default -> limit.answered(random.nextLong(500 * MILLI), 1 + random.nextInt(limit.now()));
            }
            assertThat(limit.now()).isBetween(1, most);
        }
    }

    @Test
    void it_begins_between_one_and_the_most() {
        assertThatThrownBy(() -> new ConcurrencyLimit(0, 1)).hasMessageContaining("expected");
        assertThatThrownBy(() -> new ConcurrencyLimit(2, 1)).hasMessageContaining("expected");
    }
}
