package dev.opportune.engagement.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.opportune.engagement.report.Cells.Amount;
import java.math.BigInteger;
import java.util.BitSet;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowTest {

    @Test
    void sums_balance_whatever_was_counted() {
        var chance = new Random(7);
        for (int i = 0; i < 1_000; i++) {
            var cells = new Cells();
            long taken = 0;
            for (var metric : new String[] {Metric.ADMITTED, Metric.DEFERRED}) {
                long count = chance.nextInt(100);
                cells.add(metric, count);
                taken += count;
            }
            for (var reason : new String[] {"expired", "frequency_cap", "muted"}) {
                cells.add(Metric.suppressed(reason), chance.nextInt(100));
            }
            for (var state :
                    new String[] {"accepted", "unconfirmed", "rejected", "expired", "cancelled", "failed", "suppressed"
                    }) {
                long count = chance.nextLong(taken + 1);
                cells.add(Metric.ended(state), count);
                taken -= count;
            }
            var row = Row.of(cells, 0);
            long suppressed = row.suppressed().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            assertThat(row.sends()).isEqualTo(row.admitted() + row.deferred() + suppressed);
            assertThat(row.admitted() + row.deferred())
                    .isEqualTo(row.accepted()
                            + row.unconfirmed()
                            + row.rejected()
                            + row.expired()
                            + row.cancelled()
                            + row.failed()
                            + row.withheld()
                            + row.alive());
            assertThat(row.alive()).isEqualTo(taken);
        }
    }

    @Test
    void a_rate_has_wilsons_interval_and_says_of_what_it_is() {
        var rate = Rate.of("accepted+unconfirmed", 20, 40);
        assertThat(rate).isNotNull();
        assertThat(rate.rate()).isEqualTo(0.5);
        assertThat(rate.low()).isCloseTo(0.352, within(0.001));
        assertThat(rate.high()).isCloseTo(0.648, within(0.001));
        assertThat(Rate.of("all", 0, 0)).isNull();
        assertThat(Rate.of("all", 3, 2)).isNull();
        assertThat(Rate.of("all", 0, 10)).isNotNull();
    }

    @Test
    void a_row_of_few_users_shows_no_rates() {
        var cells = new Cells();
        cells.add(Metric.ADMITTED, 100);
        cells.add(Metric.ended("accepted"), 100);
        cells.add(Metric.openedAfter(3), 40);
        var users = new BitSet();
        users.set(0, 9);
        cells.addUsers(users);
        assertThat(Row.of(cells, 0).rates(10)).isEmpty();
        users.set(200);
        cells.addUsers(users);
        assertThat(Row.of(cells, 0).rates(10)).containsKeys("in_time", "opened", "clicked");
    }

    @Test
    void values_add_up_by_name_and_currency() {
        var cells = new Cells();
        cells.add(Metric.converted(true, "purchase"), 2);
        cells.add(Metric.converted(false, "purchase"), 1);
        cells.add(new Amount("purchase", "EUR"), new BigInteger("9000000000000000000000"));
        cells.add(new Amount("purchase", "EUR"), BigInteger.valueOf(-1));
        cells.add(new Amount("purchase", "JPY"), BigInteger.TEN);
        var purchase = Row.of(cells, 0).converted().get("purchase");
        assertThat(purchase.count()).isEqualTo(3);
        assertThat(purchase.value())
                .isEqualTo(Map.of("EUR", new BigInteger("8999999999999999999999"), "JPY", BigInteger.TEN));
    }

    @Test
    void buckets_are_log_linear_and_hold_each_second_once() {
        assertThat(Buckets.from(1)).isEqualTo(30);
        assertThat(Buckets.from(2)).isEqualTo(45);
        assertThat(Buckets.from(3)).isEqualTo(60);
        assertThat(Buckets.from(23)).isEqualTo(61_440);
        for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
            assertThat(Buckets.of(Buckets.from(bucket))).isEqualTo(bucket);
            if (bucket < Buckets.COUNT - 1) {
                assertThat(Buckets.of(Buckets.from(bucket + 1) - 1)).isEqualTo(bucket);
            }
        }
    }

    @Test
    void percentiles_lie_within_their_bucket() {
        var cells = new Cells();
        cells.add(Metric.openedAfter(Buckets.of(100)), 90);
        cells.add(Metric.openedAfter(Buckets.of(4_000)), 10);
        var times = Row.of(cells, 0).timeToOpen();
        assertThat(times.count()).isEqualTo(100);
        assertThat(times.p50()).isBetween(90L, 120L);
        assertThat(times.p90()).isBetween(90L, 120L);
        assertThat(times.p99()).isBetween(3_840L, 5_760L);
    }
}
