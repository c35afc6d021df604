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
import dev.opportune.ratelimiter.fixture.AwaitedSends;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.policy.PolicyFile;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Quiet hours end at the first instant at which `java.time`'s wall clock is outside them, whatever the zone's clocks
/// do meanwhile: asked at every half hour, a little before and after, for three days around each change of a year.
class QuietHoursIT {

    private static final Duration TTL = Duration.ofDays(7);
    private static final int YEAR = 2026;

    private static long now;

    @RegisterExtension
    private static final RedisFixture redis = new RedisFixture();

    private static final AwaitedSends sends = redis.sends("lane", () -> now);

    @ParameterizedTest
    @CsvSource(textBlock = """
            Pacific/Auckland,    22:00-08:00
            Pacific/Auckland,    01:30-02:30
            Pacific/Auckland,    00:00-24:00
            Pacific/Auckland,    23:30-00:15
            Pacific/Auckland,    02:00-03:00
            Asia/Kathmandu,      22:00-08:00
            Asia/Kathmandu,      01:30-02:30
            Asia/Kathmandu,      00:00-24:00
            Asia/Kathmandu,      23:30-00:15
            America/New_York,    22:00-08:00
            America/New_York,    01:30-02:30
            America/New_York,    00:00-24:00
            America/New_York,    23:30-00:15
            America/New_York,    02:00-03:00
            America/New_York,    02:30-01:30
            Australia/Lord_Howe, 22:00-08:00
            Australia/Lord_Howe, 01:30-02:30
            Australia/Lord_Howe, 23:30-00:15
            Australia/Lord_Howe, 01:45-02:15
            Europe/London,       22:00-08:00
            Europe/London,       01:30-02:30
            Europe/London,       23:30-00:15
            Europe/London,       00:30-01:15
            Africa/Casablanca,   22:00-08:00
            Africa/Casablanca,   01:30-02:30
            Africa/Casablanca,   23:30-00:15
            """)
    void they_end_when_the_wall_clock_is_first_outside(String zone, String window) throws Exception {
        for (var around : changes(ZoneId.of(zone))) check(ZoneId.of(zone), LocalWindow.parse(window), around);
    }

    /// The changes of the zone's clocks in the year; without any, some ordinary instant.
    private static List<Instant> changes(ZoneId zone) {
        var year = LocalTime.MIDNIGHT.atDate(LocalDate.of(YEAR, 1, 1));
        var changes = new ArrayList<Instant>();
        var next = zone.getRules().nextTransition(year.atZone(zone).toInstant());
        while (next != null && next.getDateTimeBefore().getYear() == YEAR) {
            changes.add(next.getInstant());
            next = zone.getRules().nextTransition(next.getInstant());
        }
        if (changes.isEmpty()) changes.add(Instant.parse(YEAR + "-03-29T01:00:00Z"));
        return changes;
    }

    private static void check(ZoneId zone, LocalWindow window, Instant around) throws Exception {
        var first = around.minus(Duration.ofHours(36));
        var wall = new WallMinutes(zone, first, Duration.ofDays(6)).edges(window);
        var policy = policy(zone, window);
        redis.flush();
        var _ = decide(policy, List.of(new Question(first, null))); // so that the zone's row is there

        var questions = new ArrayList<Question>();
        for (var at = first; at.isBefore(around.plus(Duration.ofHours(36))); at = at.plus(Duration.ofMinutes(30))) {
            for (long ms : new long[] {-1000, -1, 0, 1, 999, 1000, 899_999, 1_000_001}) {
                var asked = at.plusMillis(ms);
                questions.add(new Question(asked, null));
                var end = wall.firstOutside(asked);
                if (end == null || end.equals(asked)) continue;
                questions.add(new Question(asked, end));
                questions.add(new Question(asked, end.plusMillis(1)));
            }
        }
        var decisions = decide(policy, questions);
        for (int i = 0; i < questions.size(); i++) {
            var q = questions.get(i);
            assertThat(decisions.get(i))
                    .as("%s %s asked at %s, worth it until %s", zone, window, q.at, q.until)
                    .isEqualTo(expected(wall, q));
        }
    }

    private static Decision expected(WallMinutes.Edges wall, Question q) {
        var deadline = q.until == null ? q.at.plus(TTL) : q.until;
        if (!wall.inside(q.at)) return new Admitted(1, deadline);
        var end = wall.firstOutside(q.at);
        return end == null || !end.isBefore(deadline)
                ? new Suppressed(SuppressReason.WOULD_EXPIRE_IN_QUIET_HOURS, null)
                : new Deferred(DeferReason.QUIET_HOURS, end, deadline, null);
    }

    /// @param until null: the category's ttl
    private record Question(Instant at, @Nullable Instant until) {}

    private static List<Decision> decide(Policy policy, List<Question> questions) throws Exception {
        return redis.onLane(() -> {
            var replies = new ArrayList<Future<Explain.Reply>>();
            for (var q : questions) {
                now = q.at.toEpochMilli();
                replies.add(sends.store().explain(request(q), policy));
            }
            return Future.all(replies)
                    .map(done -> done.<Explain.Reply.Told>list().stream()
                            .map(Explain.Reply.Told::decision)
                            .toList());
        });
    }

    private static Admit.Request request(Question q) {
        return sends.request("u", "offer", new Moment.Absolute(null, q.until, null));
    }

    private static Policy policy(ZoneId zone, LocalWindow window) throws Exception {
        return PolicyFile.parse("""
                version: "1"
                defaults: {timezone: %s, quiet_hours: "%s", ttl: P7D}
                categories:
                  offer: {class: promotional}
                """.formatted(zone, window), "test");
    }
}
