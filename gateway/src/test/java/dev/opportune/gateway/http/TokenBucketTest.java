package dev.opportune.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

    private static final long SECOND = 1_000_000_000;

    @Test
    void a_burst_may_come_at_once_and_then_one_after_the_other() {
        var bucket = new TokenBucket(10, 5, 0);
        for (int left = 4; left >= 0; left--) {
            var found = bucket.take(0);
            assertThat(found.isTaken()).isTrue();
            assertThat(found.left()).isEqualTo(left);
        }
        assertThat(bucket.take(0)).isEqualTo(new TokenBucket.Found(0, SECOND / 10));
        assertThat(bucket.take(SECOND / 10).isTaken()).isTrue();
        assertThat(bucket.take(SECOND / 10).isTaken()).isFalse();
    }

    /// Against a bucket with a level that leaks.
    @RepeatedTest(20)
    void it_is_as_one_with_a_level(RepetitionInfo repetition) {
        var random = new SplittableRandom(repetition.getCurrentRepetition());
        int perSecond = 1 << random.nextInt(10);
        int burst = random.nextInt(1, 50);
        long now = random.nextLong();
        var bucket = new TokenBucket(perSecond, burst, now);
        long nanosARequest = SECOND / perSecond;
        long levelNanos = burst * nanosARequest;
        for (int i = 0; i < 5000; i++) {
            long passed = random.nextLong(nanosARequest * 3);
            now += passed;
            levelNanos = Math.min(burst * nanosARequest, levelNanos + passed);
            boolean may = levelNanos >= nanosARequest;
            assertThat(bucket.take(now).isTaken()).isEqualTo(may);
            if (may) levelNanos -= nanosARequest;
        }
    }
}
