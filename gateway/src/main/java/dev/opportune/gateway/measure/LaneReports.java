package dev.opportune.gateway.measure;

import dev.opportune.engagement.report.Label;
import dev.opportune.engagement.report.Report;
import dev.opportune.engagement.tally.Tallies;
import dev.opportune.ratelimiter.redis.RedisClock;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.Predicate;

/// Reports of what was folded.
final class LaneReports implements Reporting {

    private final Tallies tallies;
    private final RedisClock clock;

    LaneReports(Tallies tallies, RedisClock clock) {
        this.tallies = tallies;
        this.clock = clock;
    }

    @Override
    public Future<Report> read(Report.By by, ZoneId zone, Predicate<Label> wanted, long fromHour, long toHour) {
        var report = new Report(by, zone, wanted);
        return tallies.read(fromHour, toHour, report::add).map(report);
    }

    @Override
    public Instant now() {
        return Instant.ofEpochMilli(clock.nowMillis());
    }
}
