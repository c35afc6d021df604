package dev.opportune.gateway.measure;

import dev.opportune.engagement.report.Label;
import dev.opportune.engagement.report.Report;
import dev.opportune.engagement.tally.Entries;
import dev.opportune.engagement.tally.Tallies;
import dev.opportune.ratelimiter.experiment.Experiment;
import dev.opportune.ratelimiter.redis.RedisClock;
import dev.opportune.ratelimiter.redis.Storage;
import dev.opportune.statistics.Results;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Reports of what was folded.
final class LaneReports implements Reporting {

    /// That a user turned away is looked for as long.
    private static final Duration A_DAY = Duration.ofDays(1);

    private final Tallies tallies;
    private final Entries entries;
    private final RedisClock clock;
    private final Measurement measurement;

    LaneReports(Storage redis, RedisClock clock, Measurement measurement) {
        this.tallies = new Tallies(redis);
        this.entries = new Entries(redis);
        this.clock = clock;
        this.measurement = measurement;
    }

    @Override
    public Future<Report> read(
            Report.By by, boolean ofDeliveries, ZoneId zone, Predicate<Label> wanted, long fromHour, long toHour) {
        var report = new Report(by, ofDeliveries, zone, wanted);
        return tallies.read(fromHour, toHour, report::cells).map(report);
    }

    @Override
    public Future<Results> results(Experiment experiment) {
        return entries.of(experiment).map(counted -> new ExperimentCounts(experiment, counted).results());
    }

    @Override
    public int minUsers() {
        return measurement.minUsers();
    }

    @Override
    public Duration maturing() {
        var windows = measurement.windows();
        return Stream.of(A_DAY, windows.opened(), windows.shown())
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    @Override
    public Instant now() {
        return Instant.ofEpochMilli(clock.nowMillis());
    }
}
