package dev.opportune.simulator.behaviour;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// How long a provider takes to answer, after it has handled a push.
public sealed interface Latency {

    /// No longer than a client could be made to wait in any test.
    Duration LONGEST = Duration.ofMinutes(10);

    /// One draw, in nanoseconds.
    long sampleNanos();

    static Latency none() {
        return new Fixed(Duration.ZERO);
    }

    static Latency fixed(Duration delay) {
        return new Fixed(delay);
    }

    /// A log-normal distribution with that median and that 99th percentile: the long tail that servers have.
    static Latency logNormal(Duration p50, Duration p99) {
        return new LogNormal(p50, p99);
    }

    /// Always the same.
    record Fixed(Duration delay) implements Latency {
        public Fixed {
            if (delay.isNegative() || delay.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("latency: " + delay + " (expected: PT0S to " + LONGEST + ")");
            }
        }

        @Override
        public long sampleNanos() {
            return delay.toNanos();
        }
    }

    /// exp(mu + sigma * N(0,1)), cut at [Latency#LONGEST].
    record LogNormal(Duration p50, Duration p99) implements Latency {

        /// The 99th percentile of the standard normal distribution.
        private static final double Z99 = 2.326347874;

        public LogNormal {
            if (!p50.isPositive()) throw new IllegalArgumentException("p50: " + p50 + " (expected: > 0)");
            if (p99.compareTo(p50) < 0 || p99.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("p99: " + p99 + " (expected: p50 to " + LONGEST + ")");
            }
        }

        @Override
        public long sampleNanos() {
            double mu = Math.log((double) p50.toNanos());
            double sigma = (Math.log((double) p99.toNanos()) - mu) / Z99;
            double nanos = Math.exp(mu + sigma * ThreadLocalRandom.current().nextGaussian());
            return (long) Math.min(nanos, (double) LONGEST.toNanos());
        }
    }
}
