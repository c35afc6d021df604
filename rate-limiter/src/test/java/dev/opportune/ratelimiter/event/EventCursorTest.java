package dev.opportune.ratelimiter.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EventCursorTest {

    private static final long NOW = 1_795_348_800_000L;

    @Test
    void a_cursor_is_read_as_it_was_written_and_is_no_longer_than_it_may_be() {
        var random = new SplittableRandom(1);
        for (int i = 0; i < 500; i++) {
            int partitions = 1 + random.nextInt(random.nextBoolean() ? 4 : 4096);
            var cursor = generated(random, partitions);
            var text = cursor.text();
            assertThat(text.length()).isLessThanOrEqualTo(EventCursor.maxChars(partitions));
            var read = EventCursor.parse(text, partitions);
            assertThat(read.next).isEqualTo(cursor.next);
            assertThat(read.millis).isEqualTo(cursor.millis);
            assertThat(read.numbers).isEqualTo(cursor.numbers);
        }
    }

    private static EventCursor generated(SplittableRandom random, int partitions) {
        var cursor = EventCursor.oldest(partitions);
        cursor.next = random.nextInt(partitions);
        for (int p = 0; p < partitions; p++) {
            if (random.nextInt(3) == 0) continue;
            cursor.millis[p] = NOW - random.nextLong(random.nextBoolean() ? 3_600_000 : 30_000_000_000L);
            cursor.numbers[p] = random.nextInt(4) > 0 ? 0 : random.nextLong(1L << 34);
        }
        return cursor;
    }

    @Test
    void the_cursor_of_the_usual_partitions_in_a_busy_hour_fits_a_request_line() {
        var random = new SplittableRandom(1);
        var cursor = EventCursor.oldest(256);
        for (int p = 0; p < 256; p++) cursor.millis[p] = NOW - random.nextLong(3_600_000);
        assertThat(cursor.text().length()).isLessThan(2_048);
    }

    @Test
    void a_position_older_than_anything_that_is_kept_is_forgotten() {
        var cursor = EventCursor.oldest(2);
        cursor.millis[0] = NOW;
        cursor.millis[1] = 1;
        assertThat(EventCursor.parse(cursor.text(), 2).millis).containsExactly(NOW, 0);
    }

    @Test
    void a_cursor_of_other_partitions_is_refused() {
        assertThatThrownBy(() -> EventCursor.parse(EventCursor.oldest(16).text(), 256))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("of another number of partitions");
    }

    @Test
    void what_is_no_cursor_is_refused_whatever_it_is() {
        var good = EventCursor.oldest(4).text();
        for (var text : new String[] {"", "!", "AA", "AQ", good + "AA", good.substring(0, 6), "_".repeat(40)}) {
            assertThatThrownBy(() -> EventCursor.parse(text, 4))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("(expected: ");
        }
        var random = new SplittableRandom(1);
        for (int i = 0; i < 5_000; i++) {
            var changed = new StringBuilder(generated(random, 4).text());
            changed.setCharAt(random.nextInt(changed.length()), (char) ('A' + random.nextInt(26)));
            try {
                assertThat(EventCursor.parse(changed.toString(), 4).text()).isNotEmpty();
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("(expected: ");
            }
        }
    }
}
