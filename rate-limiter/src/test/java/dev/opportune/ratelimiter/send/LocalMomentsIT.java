package dev.opportune.ratelimiter.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.Decision.DeferReason;
import dev.opportune.ratelimiter.Decision.Deferred;
import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.model.DryRunner;
import dev.opportune.ratelimiter.policy.PolicyFile;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Moments on the user's own clock around each change of it: one begins in the first minute in which the clock shows
/// its
/// `from` or more, and lasts until `java.time`'s instant of its `until`, or as long as it is written when that is no
/// time at all.
class LocalMomentsIT {

    private static final int MOMENTS = 120;
    private static final Duration TTL = Duration.ofMinutes(45);

    /// Before a change, and after it, where moments begin.
    private static final int MINUTES_AROUND = 170;

    @RegisterExtension
    private static final RedisFixture redis = new RedisFixture();

    @Test
    void a_moment_that_begins_at_a_skipped_time_begins_when_the_clocks_have_gone_forward() throws Exception {
        var london = policy(ZoneId.of("Europe/London"));
        var moment = new Moment.Local(
                LocalDateTime.parse("2027-03-28T01:30"), LocalDateTime.parse("2027-03-28T02:15"), null);

        assertThat(decide(List.of(question(london, Instant.parse("2027-03-27T12:00:00Z"), moment))))
                .containsExactly(waits(Instant.parse("2027-03-28T01:00:00Z"), Instant.parse("2027-03-28T01:15:00Z")));
    }

    @ParameterizedTest
    @CsvSource({
        "Europe/London,        2027",
        "Europe/London,        2031",
        "Australia/Lord_Howe,  2026",
        "Australia/Lord_Howe,  1985",
        "Pacific/Apia,         2011",
        "Pacific/Apia,         2020",
        "Africa/Casablanca,    2026",
        "Africa/Casablanca,    2012",
        "America/Santiago,     2027",
        "America/Santiago,     2023",
        "Antarctica/Troll,     2027",
        "Africa/Cairo,         2010",
        "America/Sao_Paulo,    2018",
        "Asia/Pyongyang,       2018",
        "America/Caracas,      2016"
    })
    void a_moment_that_has_a_length_is_never_over_before_it_began(ZoneId zone, int year) throws Exception {
        var policy = policy(zone);
        int changes = 0;
        for (var change : changes(zone, year)) {
            changes++;
            var random = new SplittableRandom(change.toEpochSecond());
            var asked = change.getInstant().minus(Duration.ofDays(3)).minusSeconds(random.nextInt(1_000_000));
            var questions = new ArrayList<DryRunner.Question>();
            var expected = new ArrayList<Decision>();
            for (int i = 0; i < MOMENTS; i++) {
                var moment = moment(change, random);
                questions.add(question(policy, asked.plusMillis(i), moment));
                expected.add(expected(zone, change, asked.plusMillis(i), moment));
            }
            var decisions = decide(questions);
            for (int i = 0; i < MOMENTS; i++) {
                assertThat(decisions.get(i)).as("%s", questions.get(i)).isEqualTo(expected.get(i));
            }
        }
        assertThat(changes).isPositive();
    }

    /// Near the change, or in what it skips or repeats.
    private static Moment.Local moment(ZoneOffsetTransition change, SplittableRandom random) {
        var early = change.isGap() ? change.getDateTimeBefore() : change.getDateTimeAfter();
        int minutes = (int) change.getDuration().abs().toMinutes();
        var from = early.plusMinutes(random.nextInt(-MINUTES_AROUND, minutes + MINUTES_AROUND));
        if (random.nextInt(4) == 0) from = early.plusMinutes(random.nextInt(minutes));
        var length = Duration.ofMinutes(1 + random.nextInt(random.nextBoolean() ? 60 : MINUTES_AROUND));
        var resumes = early.plusMinutes(minutes); // after what is skipped or repeated
        return switch (random.nextInt(5)) {
            case 0 -> new Moment.Local(from, null, null);
            case 1 -> new Moment.Local(from, null, length);
            case 2 -> new Moment.Local(from, from.isBefore(resumes) ? resumes : from.plus(length), null);
            default -> new Moment.Local(from, from.plus(length), null);
        };
    }

    private static Decision expected(ZoneId zone, ZoneOffsetTransition change, Instant asked, Moment.Local moment) {
        var begins = firstMinute(zone, change, moment.from());
        var deadline = begins.plus(moment.ttl() == null ? TTL : moment.ttl());
        if (moment.until() != null) {
            deadline = moment.until().atZone(zone).toInstant();
            if (!deadline.isAfter(begins)) deadline = begins.plus(Duration.between(moment.from(), moment.until()));
        }
        assertThat(deadline).isAfter(begins);
        assertThat(begins).isAfter(asked);
        return waits(begins, deadline);
    }

    /// The first minute around a change in which the wall clock shows that time or a later one.
    private static Instant firstMinute(ZoneId zone, ZoneOffsetTransition change, LocalDateTime wall) {
        var minute = change.getInstant().minus(Duration.ofHours(30));
        while (LocalDateTime.ofInstant(minute, zone).isBefore(wall)) minute = minute.plusSeconds(60);
        return minute;
    }

    private static List<ZoneOffsetTransition> changes(ZoneId zone, int year) {
        var changes = new ArrayList<ZoneOffsetTransition>();
        var change = next(zone, LocalDateTime.of(year, 1, 1, 0, 0).atZone(zone).toInstant());
        while (change != null && change.getDateTimeBefore().getYear() == year) {
            changes.add(change);
            change = next(zone, change.getInstant());
        }
        return changes;
    }

    private static @Nullable ZoneOffsetTransition next(ZoneId zone, Instant from) {
        return zone.getRules().nextTransition(from);
    }

    private static Deferred waits(Instant begins, Instant deadline) {
        return new Deferred(DeferReason.SCHEDULED, begins, deadline, null);
    }

    private static DryRunner.Question question(Policy policy, Instant at, Moment moment) {
        return new DryRunner.Question(policy, "any", at, moment);
    }

    /// The first question has the zone's row written.
    private static List<Decision> decide(List<DryRunner.Question> questions) throws Exception {
        redis.flush();
        var dryRuns = new DryRunner(redis);
        var _ = dryRuns.decide(questions.subList(0, 1));
        return dryRuns.decide(questions);
    }

    private static Policy policy(ZoneId zone) throws Exception {
        return PolicyFile.parse("""
                version: "1"
                defaults: {timezone: %s, ttl: %s}
                categories:
                  any: {class: promotional, quiet_hours: ignore}
                """.formatted(zone, TTL), "test");
    }
}
