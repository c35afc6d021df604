package dev.opportune.benchmarks.limits;

import java.time.Duration;
import java.util.List;

/// One provider and what happens to it. Every run takes [#RUN_NANOS] of virtual time, and there is always a message
/// to send.
///
/// @param workers messages that it works on at once; the rest waits there
/// @param shedsAbove messages in it, waiting or not, above which it refuses more
/// @param medianNanos of the time that a message takes, waiting apart
/// @param p99Nanos the same as the median for a constant
/// @param badShare of messages that get an error which says nothing of overload, quickly
/// @param frozenFromNanos from here no answer ends until `frozenUntilNanos`
/// @param slowerFromNanos from here each message takes [#SLOWER] times as long, whatever is in flight
/// @param oneStreamFromNanos from here SETTINGS allow one stream until `oneStreamUntilNanos`
/// @param changes whether there is something to recover from, at [#CHANGE_OVER_NANOS]
record Scenario(
        String name,
        int workers,
        int shedsAbove,
        long medianNanos,
        long p99Nanos,
        double badShare,
        long frozenFromNanos,
        long frozenUntilNanos,
        long slowerFromNanos,
        long oneStreamFromNanos,
        long oneStreamUntilNanos,
        boolean changes) {

    static final int STREAMS = 1000;
    static final long TIMEOUT_NANOS = seconds(10);
    static final long RUN_NANOS = seconds(60);
    static final long CHANGE_NANOS = seconds(20);
    static final long CHANGE_OVER_NANOS = seconds(30);
    static final int SLOWER = 3;

    /// What an error takes that needs no work.
    static final long REFUSAL_NANOS = millis(5);

    private static final int UNBOUNDED = Integer.MAX_VALUE;
    private static final long NEVER = Long.MAX_VALUE;
    private static final double SIGMAS_TO_P99 = 2.326;

    static List<Scenario> all() {
        var steady = steady("50 ms, always", UNBOUNDED, UNBOUNDED, 50, 50, 0);
        return List.of(
                steady,
                steady("p50 40 ms, p99 400 ms", UNBOUNDED, UNBOUNDED, 40, 400, 0),
                steady("5 % quick errors", UNBOUNDED, UNBOUNDED, 50, 50, 0.05),
                steady("200 at once, 45 to 55 ms", 200, UNBOUNDED, 50, 55, 0),
                steady("200 at once, p50 40 ms, p99 400 ms", 200, UNBOUNDED, 40, 400, 0),
                steady("200 at once, refuses above 400", 200, 400, 50, 55, 0),
                steady.frozen(),
                steady.slower(),
                steady.oneStream());
    }

    private static Scenario steady(
            String name, int workers, int shedsAbove, long medianMillis, long p99Millis, double badShare) {
        return new Scenario(
                name,
                workers,
                shedsAbove,
                millis(medianMillis),
                millis(p99Millis),
                badShare,
                NEVER,
                NEVER,
                NEVER,
                NEVER,
                NEVER,
                false);
    }

    private Scenario frozen() {
        return new Scenario(
                "frozen for 10 s",
                workers,
                shedsAbove,
                medianNanos,
                p99Nanos,
                badShare,
                CHANGE_NANOS,
                CHANGE_OVER_NANOS,
                NEVER,
                NEVER,
                NEVER,
                true);
    }

    private Scenario slower() {
        return new Scenario(
                "150 ms from second 30",
                workers,
                shedsAbove,
                medianNanos,
                p99Nanos,
                badShare,
                NEVER,
                NEVER,
                CHANGE_OVER_NANOS,
                NEVER,
                NEVER,
                false);
    }

    private Scenario oneStream() {
        return new Scenario(
                "SETTINGS 1000, 1, 1000",
                workers,
                shedsAbove,
                medianNanos,
                p99Nanos,
                badShare,
                NEVER,
                NEVER,
                NEVER,
                CHANGE_NANOS,
                CHANGE_OVER_NANOS,
                true);
    }

    /// How many messages it can take in that second at best.
    double idealRate(long atNanos) {
        boolean oneStream = atNanos >= oneStreamFromNanos && atNanos < oneStreamUntilNanos;
        boolean frozen = atNanos >= frozenFromNanos && atNanos < frozenUntilNanos;
        double atOnce = oneStream ? 1 : Math.min(STREAMS, workers);
        double nanos = meanNanos() * (atNanos < slowerFromNanos ? 1 : SLOWER);
        return frozen ? 0 : atOnce * seconds(1) / nanos;
    }

    /// Of a log-normal distribution, and the errors.
    private double meanNanos() {
        double sigma = sigma();
        double good = medianNanos * Math.exp(sigma * sigma / 2);
        return badShare * REFUSAL_NANOS + (1 - badShare) * good;
    }

    double sigma() {
        return Math.log((double) p99Nanos / medianNanos) / SIGMAS_TO_P99;
    }

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }

    static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
