package dev.opportune.gateway.lane;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How far this machine's clock is from Redis'. No moment is judged by this machine's; but the tokens are dated by it
/// that apps prove themselves with, and logs. One lane tells, any thread may ask.
final class ClockWatch {

    /// More than a call to Redis takes, and far less than providers forgive.
    static final Duration MOST = Duration.ofSeconds(10);

    /// It is well again when it is off by so much less, lest one that is about at the bound be told of all the time.
    static final Duration LEEWAY = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);

    private final Duration most;
    private final Duration leeway;
    private volatile Duration skew = Duration.ZERO;
    private volatile boolean wrong;

    /// @param lease how long a lane holds a send: a quarter of it is too much as well
    ClockWatch(Duration lease, MeterRegistry meters) {
        var quarter = lease.dividedBy(4);
        this.most = quarter.compareTo(MOST) < 0 ? quarter : MOST;
        this.leeway = LEEWAY.compareTo(most) < 0 ? LEEWAY : most.dividedBy(2);
        Gauge.builder("opportune.clock.skew", this, it -> it.skew.toMillis() / 1000.0)
                .description("By how much this machine's clock is ahead of Redis'; negative when it is behind")
                .baseUnit("seconds")
                .strongReference(true)
                .register(meters);
    }

    /// By how much this machine's clock is ahead now. A wrong clock is told of once, and its end, too.
    void saw(Duration now) {
        skew = now;
        boolean wasWrong = wrong;
        wrong = now.abs().compareTo(wasWrong ? most.minus(leeway) : most) >= 0;
        if (wrong && !wasWrong) LOG.warn("{}", sentence(now));
        if (wasWrong && !wrong) LOG.info("this machine's clock agrees with Redis' again");
    }

    /// What is wrong with the clock, if anything is, as a plain sentence.
    Optional<String> fault() {
        return wrong ? Optional.of(sentence(skew)) : Optional.empty();
    }

    private static String sentence(Duration skew) {
        return "this machine's clock is " + skew.abs().toSeconds() + " s "
                + (skew.isNegative() ? "behind" : "ahead of") + " Redis': moments are kept by Redis', but providers may"
                + " refuse what this one dates; set both by NTP";
    }
}
