package dev.opportune.engagement.report;

import java.util.Map;
import org.HdrHistogram.Histogram;

/// The log-linear buckets of `buckets.lua`: up to half a minute, then two for each doubling, and all from 17 hours on.
public final class Buckets {

    public static final int COUNT = 24;

    private static final int FIRST_SECONDS = 30;
    private static final int DIGITS = 3;

    private Buckets() {}

    /// The seconds with which a bucket begins; that of [#COUNT] is where the last one is taken to end.
    public static long from(int bucket) {
        if (bucket == 0) return 0;
        long doubling = (long) FIRST_SECONDS << ((bucket - 1) / 2);
        return bucket % 2 == 1 ? doubling : doubling + doubling / 2;
    }

    public static int of(long seconds) {
        int bucket = COUNT - 1;
        while (seconds < from(bucket)) bucket--;
        return bucket;
    }

    /// Times of which there are so many, as far as buckets tell.
    ///
    /// @param p50 seconds: of half of them it was no longer
    public record Percentiles(long count, long p50, long p90, long p99) {}

    /// @param counts by the letter of the bucket
    static Percentiles percentiles(Map<String, Long> counts) {
        var times = new Histogram(from(COUNT), DIGITS);
        counts.forEach((letter, count) -> {
            int bucket = Character.digit(letter.charAt(0), Character.MAX_RADIX);
            times.recordValueWithCount((from(bucket) + from(bucket + 1)) / 2, count);
        });
        if (times.getTotalCount() == 0) return new Percentiles(0, 0, 0, 0);
        return new Percentiles(times.getTotalCount(), at(times, 50), at(times, 90), at(times, 99));
    }

    private static long at(Histogram times, double percentile) {
        return times.getValueAtPercentile(percentile);
    }
}
