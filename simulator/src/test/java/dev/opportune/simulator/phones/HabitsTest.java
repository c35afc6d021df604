package dev.opportune.simulator.phones;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HabitsTest {

    private static final Habits.Purchase PURCHASE = new Habits.Purchase("purchase", "19.90", "EUR");
    private static final Habits.Word HOUR = new Habits.Word("hour", 0.6);
    private static final int MANY = 20_000;

    @Test
    void so_many_do_what_is_said_and_nobody_clicks_or_buys_what_was_not_opened() {
        var habits = habits(0.3);
        var all =
                LongStream.range(0, MANY).mapToObj(it -> habits.course(it, "")).toList();

        assertThat(all.stream().filter(Habits.Course::opened).count() / (double) MANY)
                .isEqualTo(0.3, within(0.02));
        assertThat(all)
                .allSatisfy(it -> assertThat(it.opened() || !(it.clicked() || it.converted()))
                        .isTrue());
        assertThat(all).noneMatch(it -> it.opened() && it.dismissed());
    }

    @Test
    void half_of_them_open_within_the_median_and_nearly_all_within_the_percentile() {
        var habits = habits(1);
        var all = LongStream.range(0, MANY)
                .mapToObj(it -> habits.course(it, "").after())
                .sorted()
                .toList();

        assertThat(all.get(MANY / 2).toMillis()).isCloseTo(2_000L, within(100L));
        assertThat(all.get(MANY / 100 * 99).toMillis()).isCloseTo(10_000L, within(1_000L));
    }

    @Test
    void the_same_push_has_the_same_course() {
        assertThat(habits(0.5).course(7, "")).isEqualTo(habits(0.5).course(7, ""));
    }

    @Test
    void what_shows_the_word_is_opened_as_often_as_is_said_of_it_and_all_else_as_before() {
        var habits = habits(0.3);

        assertThat(opened(habits, "Raincoats\nOne hour only")).isEqualTo(0.6, within(0.02));
        assertThat(opened(habits, "Raincoats\nOne Hour only")).isEqualTo(opened(habits, ""));
    }

    private static double opened(Habits habits, String shown) {
        long opened = LongStream.range(0, MANY)
                .filter(it -> habits.course(it, shown).opened())
                .count();
        return opened / (double) MANY;
    }

    @Test
    void a_share_is_a_share() {
        assertThatThrownBy(() -> habits(1.5)).hasMessage("opened: 1.5 (expected: 0 to 1)");
        assertThatThrownBy(() -> new Habits.Word("hour", -1)).hasMessage("word_opened: -1.0 (expected: 0 to 1)");
        assertThatThrownBy(() -> new Habits.Word("", 1)).hasMessage("word: empty (expected: a text)");
    }

    private static Habits habits(double opened) {
        return new Habits(0.9, opened, Duration.ofSeconds(2), Duration.ofSeconds(10), 0.4, 0.2, 0.25, HOUR, PURCHASE);
    }
}
