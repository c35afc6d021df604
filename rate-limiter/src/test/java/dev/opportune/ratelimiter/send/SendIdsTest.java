package dev.opportune.ratelimiter.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import org.junit.jupiter.api.Test;

class SendIdsTest {

    private static final int PARTITIONS = 4096;
    private static final long NOW = 1_796_000_000_000L;

    private final SendIds ids = new SendIds();

    @Test
    void an_id_tells_its_partition_and_is_like_no_other() {
        var seen = new HashSet<String>();
        for (int p = 0; p < PARTITIONS; p++) {
            var id = ids.next(p, NOW);
            assertThat(SendIds.partitionOf(id, PARTITIONS)).as(id).hasValue(p);
            assertThat(id).startsWith((p < 16 ? "0" : "") + Integer.toHexString(p) + "-");
            assertThat(seen.add(id.substring(id.indexOf('-') + 11))).isTrue();
        }
    }

    @Test
    void ids_of_one_partition_are_in_the_order_of_their_time() {
        for (long apart = 1; apart < NOW; apart *= 3) {
            assertThat(ids.next(7, NOW)).isGreaterThan(ids.next(7, NOW - apart));
        }
    }

    @Test
    void an_id_tells_when_it_was_given_out() {
        for (long time = NOW; time > 0; time /= 3) {
            assertThat(SendIds.timeOf(ids.next(7, time))).isEqualTo(time);
            assertThat(SendIds.timeOf(ids.next(4095, time))).isEqualTo(time);
        }
    }

    @Test
    void what_is_no_id_of_ours_has_no_partition() {
        var id = ids.next(200, NOW);
        assertThat(SendIds.partitionOf(id, 200)).isEmpty();
        assertThat(SendIds.partitionOf(id.substring(1), PARTITIONS)).isEmpty();
        assertThat(SendIds.partitionOf(id.toUpperCase(java.util.Locale.ROOT), PARTITIONS))
                .isEmpty();
        assertThat(SendIds.partitionOf(id.replace('-', 'u'), PARTITIONS)).isEmpty();
    }
}
