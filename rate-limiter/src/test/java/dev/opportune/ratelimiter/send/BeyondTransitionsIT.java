package dev.opportune.ratelimiter.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.Decision.Admitted;
import dev.opportune.ratelimiter.Decision.DeferReason;
import dev.opportune.ratelimiter.Decision.Deferred;
import dev.opportune.ratelimiter.Decision.SuppressReason;
import dev.opportune.ratelimiter.Decision.Suppressed;
import dev.opportune.ratelimiter.LocalWindow;
import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.fixture.WallTime;
import dev.opportune.ratelimiter.model.DryRunner;
import dev.opportune.ratelimiter.policy.PolicyFile;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Moments up to four weeks ahead on the user's own clock, their deadlines and the category's hours in them, across as
/// many changes of the clocks as there are until then, and told from a time zone's row of any age that it may have.
class BeyondTransitionsIT {

    private static final LocalWindow HOURS = LocalWindow.parse("23:30-02:30");

    /// The longest ttl, less the day for which these moments last.
    private static final Duration MOST_AHEAD = Duration.ofDays(27);

    /// A row serves for 30 days.
    private static final Duration ROW_SERVES = Duration.ofDays(30);

    @RegisterExtension
    private static final RedisFixture redis = new RedisFixture();

    /// Cairo's clocks changed on 11 August, 9 September and 30 September 2010; Apia had no 30 December 2011; Sao Paulo
    /// had no midnight on 4 November 2018.
    @ParameterizedTest
    @CsvSource({
        "Africa/Cairo,        2010-08-12T00:00:00Z, 2",
        "Africa/Cairo,        2010-07-20T00:00:00Z, 1",
        "Africa/Casablanca,   2012-07-10T00:00:00Z, 1",
        "Africa/Casablanca,   2028-01-10T00:00:00Z, 1",
        "Pacific/Apia,        2011-12-10T00:00:00Z, 1",
        "America/Sao_Paulo,   2018-10-20T00:00:00Z, 1",
        "Australia/Lord_Howe, 2028-03-20T00:00:00Z, 1",
        "America/New_York,    2028-10-20T00:00:00Z, 1"
    })
    void a_local_moment_begins_and_ends_by_the_wall_clock(ZoneId zone, Instant rowWritten, int transitions)
            throws Exception {
        redis.flush();
        var dryRuns = new DryRunner(redis);
        var wall = new WallTime(zone);
        var edges = new WallMinutes(zone, rowWritten.minus(Duration.ofDays(2)), Duration.ofDays(65)).edges(HOURS);
        var policy = policy(zone);
        var random = new SplittableRandom(rowWritten.getEpochSecond());
        var begun = new DryRunner.Question(policy, "hours", rowWritten, Moment.Absolute.UNSAID);
        var _ = dryRuns.decide(List.of(begun));

        var questions = new ArrayList<DryRunner.Question>();
        var expected = new ArrayList<Decision>();
        int most = 0;
        for (var at = rowWritten; at.isBefore(rowWritten.plus(ROW_SERVES)); at = at.plusSeconds(3000)) {
            var moment = moment(zone, at, random);
            var from = wall.begins(moment.from());
            var till = wall.ends(moment.from(), moment.until());
            most = Math.max(most, transitions(zone, at, from));
            questions.add(new DryRunner.Question(policy, "any", at, moment));
            expected.add(expected(at, from, till));
            questions.add(new DryRunner.Question(policy, "hours", at, moment));
            expected.add(expected(at, edges.firstInside(from.isAfter(at) ? from : at), till));
        }
        var decisions = dryRuns.decide(questions);
        for (int i = 0; i < questions.size(); i++) {
            assertThat(decisions.get(i)).as("%s", questions.get(i)).isEqualTo(expected.get(i));
        }
        assertThat(most).as("changes of the clocks before a moment begins").isEqualTo(transitions);
    }

    /// Every second one near a change of the clocks, when there is one.
    private static Moment.Local moment(ZoneId zone, Instant at, SplittableRandom random) {
        var change = zone.getRules().previousTransition(at.plus(MOST_AHEAD));
        var from = change != null && change.getInstant().isAfter(at) && random.nextBoolean()
                ? change.getDateTimeBefore().plusMinutes(random.nextInt(-120, 120))
                : LocalDateTime.ofInstant(at.plusSeconds(random.nextLong(MOST_AHEAD.toSeconds())), zone)
                        .truncatedTo(ChronoUnit.MINUTES);
        return new Moment.Local(from, from.plusMinutes(random.nextInt(1, 1440)), null);
    }

    private static Decision expected(Instant at, Instant begins, Instant till) {
        if (!till.isAfter(at)) return new Suppressed(SuppressReason.EXPIRED, null);
        if (!begins.isAfter(at)) return new Admitted(1, till);
        if (!begins.isBefore(till)) return new Suppressed(SuppressReason.WOULD_EXPIRE_OUTSIDE_HOURS, null);
        return new Deferred(DeferReason.SCHEDULED, begins, till, null);
    }

    private static int transitions(ZoneId zone, Instant from, Instant to) {
        int count = 0;
        var next = zone.getRules().nextTransition(from);
        while (next != null && !next.getInstant().isAfter(to)) {
            count++;
            next = zone.getRules().nextTransition(next.getInstant());
        }
        return count;
    }

    private static Policy policy(ZoneId zone) throws Exception {
        return PolicyFile.parse("""
                version: "1"
                defaults: {timezone: %s}
                categories:
                  any:   {class: promotional}
                  hours: {class: promotional, hours: "%s"}
                """.formatted(zone, HOURS), "test");
    }
}
