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
import dev.opportune.ratelimiter.model.DryRunner;
import dev.opportune.ratelimiter.policy.PolicyFile;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every hour of a leap year in zones with unusual rules: a deferral ends exactly at the first instant at which
/// `java.time`'s wall clock is outside the quiet hours, or inside the category's own.
///
/// Each hour asks one window, all of them around a change of the clocks; all of them at every hour:
/// `-Dopportune.hours=all`. Other years: `-Dopportune.year=2011`.
class YearOfHoursIT {

    private static final boolean ALL = System.getProperty("opportune.hours", "").equals("all");
    private static final int YEAR = Integer.getInteger("opportune.year", 2028);

    private static final Instant FIRST = Instant.parse(YEAR + "-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse(YEAR + 1 + "-01-01T00:00:00Z");
    private static final Duration TTL = Duration.ofDays(7);
    private static final Duration HOUR = Duration.ofHours(1);

    /// A time zone's row is written anew when it is older than 30 days: each batch has the row of its beginning.
    private static final Duration BATCH = Duration.ofDays(25);

    /// Across midnight, within a day, with an edge in a gap or an overlap of some zone, nearly and all of the day.
    private static final List<String> WINDOWS = List.of(
            "22:00-08:00",
            "11:30-14:00",
            "01:30-02:30",
            "02:00-03:00",
            "02:15-01:45",
            "23:30-00:15",
            "00:01-00:00",
            "00:00-24:00");

    @RegisterExtension
    private static final RedisFixture redis = new RedisFixture();

    private static DryRunner dryRuns;

    @BeforeAll
    static void start() throws Exception {
        dryRuns = new DryRunner(redis);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Australia/Lord_Howe",
                "Asia/Kathmandu",
                "Africa/Casablanca",
                "Pacific/Apia",
                "America/Sao_Paulo",
                "America/New_York",
                "Europe/London",
                "UTC"
            })
    void a_deferral_ends_at_the_first_instant_outside_quiet_hours_or_inside_the_categorys(String name)
            throws Exception {
        var zone = ZoneId.of(name);
        var wall = new WallMinutes(
                zone, FIRST, Duration.between(FIRST, LAST).plus(TTL).plus(Duration.ofDays(2)));
        var asked = new LinkedHashMap<String, Asked>();
        for (var window : WINDOWS) {
            asked.put(window, new Asked(window, policy(zone, window), wall.edges(LocalWindow.parse(window))));
        }
        asked.put("none", new Asked("none", policy(zone, null), null));
        for (var from = FIRST; from.isBefore(LAST); from = from.plus(BATCH)) {
            var to = from.plus(BATCH);
            var rowWriter = new Question(asked.get(WINDOWS.getFirst()), "hours", from, null);
            check(zone, rowWriter, questions(zone, from, to.isBefore(LAST) ? to : LAST, asked));
        }
    }

    /// A window, the policy that has it, and what the wall clock says of it: null without one.
    private record Asked(String window, Policy policy, WallMinutes.@Nullable Edges edges) {}

    /// @param category `quiet` defers in the window, `hours` outside it
    /// @param until null: the category's ttl
    private record Question(
            Asked asked,
            String category,
            Instant at,
            @Nullable Instant until) {

        DryRunner.Question dryRun() {
            return new DryRunner.Question(asked.policy, category, at, new Moment.Absolute(null, until, null));
        }
    }

    private static List<Question> questions(ZoneId zone, Instant from, Instant to, Map<String, Asked> asked) {
        var random = new SplittableRandom(from.getEpochSecond() ^ zone.hashCode());
        var windows = List.copyOf(asked.values());
        var questions = new ArrayList<Question>();
        for (var hour = from; hour.isBefore(to); hour = hour.plus(HOUR)) {
            boolean all = ALL || clocksChangeNear(zone, hour);
            for (var one : all ? windows : List.of(windows.get(random.nextInt(windows.size())))) {
                var at = hour.plusMillis(random.nextBoolean() ? 0 : random.nextInt(3_600_000));
                questions.add(question(one, "quiet", at, random));
                if (all || random.nextInt(4) == 0) questions.add(question(one, "hours", at, random));
            }
        }
        return questions;
    }

    private static boolean clocksChangeNear(ZoneId zone, Instant hour) {
        var next = zone.getRules().nextTransition(hour.minus(Duration.ofHours(6)));
        return next != null && next.getInstant().isBefore(hour.plus(Duration.ofHours(30)));
    }

    /// Often with a deadline at the very end of the wait, or just after it.
    private static Question question(Asked asked, String category, Instant at, SplittableRandom random) {
        var ends = ends(asked, category, at);
        if (ends == null || ends.equals(at)) return new Question(asked, category, at, null);
        return new Question(
                asked,
                category,
                at,
                switch (random.nextInt(4)) {
                    case 0 -> ends;
                    case 1 -> ends.plusMillis(1);
                    default -> null;
                });
    }

    /// When it may be shown: null when never.
    private static @Nullable Instant ends(Asked asked, String category, Instant at) {
        if (asked.edges == null) return at;
        return category.equals("quiet") ? asked.edges.firstOutside(at) : asked.edges.firstInside(at);
    }

    /// @param rowWriter so that the zone's row is there, as it was at the beginning of the batch
    private static void check(ZoneId zone, Question rowWriter, List<Question> questions) throws Exception {
        redis.flush();
        var _ = dryRuns.decide(List.of(rowWriter.dryRun()));
        var decisions = dryRuns.decide(questions.stream().map(Question::dryRun).toList());
        for (int i = 0; i < questions.size(); i++) {
            var q = questions.get(i);
            if (decisions.get(i).equals(expected(q))) continue;
            assertThat(decisions.get(i))
                    .as("%s %s %s asked at %s, worth it until %s", zone, q.category, q.asked.window, q.at, q.until)
                    .isEqualTo(expected(q));
        }
    }

    private static Decision expected(Question q) {
        var deadline = q.until == null ? q.at.plus(TTL) : q.until;
        var ends = ends(q.asked, q.category, q.at);
        boolean isQuiet = q.category.equals("quiet");
        if (ends == null || !ends.isBefore(deadline)) {
            var reason =
                    isQuiet ? SuppressReason.WOULD_EXPIRE_IN_QUIET_HOURS : SuppressReason.WOULD_EXPIRE_OUTSIDE_HOURS;
            return new Suppressed(reason, null);
        }
        if (ends.equals(q.at)) return new Admitted(1, deadline);
        return new Deferred(isQuiet ? DeferReason.QUIET_HOURS : DeferReason.SCHEDULED, ends, deadline, null);
    }

    private static Policy policy(ZoneId zone, @Nullable String window) throws Exception {
        return PolicyFile.parse(
                """
                version: "1"
                defaults: {timezone: %s, ttl: P7D%s}
                categories:
                  quiet: {class: promotional}
                  hours: {class: promotional, quiet_hours: ignore%s}
                """.formatted(
                                zone,
                                window == null ? "" : ", quiet_hours: \"" + window + '"',
                                window == null ? "" : ", hours: \"" + window + '"'),
                "test");
    }
}
