package dev.opportune.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.gateway.config.CallerRate;
import org.junit.jupiter.api.Test;

class CallerBucketTest {

    private static final long SECOND = 1_000_000_000;

    @Test
    void the_headers_tell_the_bucket_and_what_is_left() {
        var bucket = new CallerBucket(new CallerRate(10, 50), 0);
        assertThat(bucket.policy()).isEqualTo("\"caller\";q=50;w=5");
        assertThat(CallerBucket.left(bucket.take(0))).isEqualTo("\"caller\";r=49;t=0");
        assertThat(CallerBucket.left(new TokenBucket.Found(0, 1))).isEqualTo("\"caller\";r=0;t=1");
    }

    @Test
    void who_is_refused_no_more_often_than_it_may_call_heeds_that() {
        var bucket = new CallerBucket(new CallerRate(100, 100), 0);
        for (int i = 0; i < 100; i++) assertThat(bucket.isHeedless(0)).isFalse();
        assertThat(bucket.isHeedless(0)).isTrue();
        assertThat(bucket.isHeedless(SECOND)).isFalse();
    }

    @Test
    void a_small_rate_leaves_room_for_a_burst_that_is_refused() {
        var bucket = new CallerBucket(new CallerRate(1, 1), 0);
        for (int i = 0; i < Limits.REFUSALS; i++) {
            assertThat(bucket.isHeedless(0)).isFalse();
        }
        assertThat(bucket.isHeedless(0)).isTrue();
    }
}
