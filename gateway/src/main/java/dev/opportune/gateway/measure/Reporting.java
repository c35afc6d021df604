package dev.opportune.gateway.measure;

import dev.opportune.engagement.report.Label;
import dev.opportune.engagement.report.Report;
import dev.opportune.ratelimiter.experiment.Experiment;
import dev.opportune.statistics.Results;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.Predicate;

/// Reads what was counted. Confined to a lane.
public interface Reporting {

    /// Reads the hours from one, with it, to another, without it, since 1970. The future fails with
    /// [dev.opportune.ratelimiter.redis.StorageUnavailableException] when Redis does not answer.
    ///
    /// @param ofDeliveries whether it is of those to apps, and not of sends
    /// @param zone by which days and hours are told: its offsets are of whole hours
    /// @param wanted of which labels the report is
    Future<Report> read(
            Report.By by, boolean ofDeliveries, ZoneId zone, Predicate<Label> wanted, long fromHour, long toHour);

    /// What was counted of an experiment says. The future fails as that of [#read].
    Future<Results> results(Experiment experiment);

    /// Rows of fewer users show no rates.
    int minUsers();

    /// How long after an hour its figures may well grow: as long as most of what is reported takes.
    Duration maturing();

    /// By Redis' clock.
    Instant now();
}
