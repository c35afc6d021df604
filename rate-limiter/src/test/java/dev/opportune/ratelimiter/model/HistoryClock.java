package dev.opportune.ratelimiter.model;

import dev.opportune.ratelimiter.Decision.CapHit;
import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.fixture.WallTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A [History]'s clock, which moves by chance and likes the instants at which something changes, and moments by chance.
final class HistoryClock {

    private final SplittableRandom random;
    private final GeneratedPolicies policies;
    private final List<Instant> remarkable = new ArrayList<>();
    private volatile Instant now;

    HistoryClock(SplittableRandom random, GeneratedPolicies policies) {
        this.random = random;
        this.policies = policies;
        this.now = begin();
    }

    Instant now() {
        return now;
    }

    long millis() {
        return now.toEpochMilli();
    }

    /// The clock will like to stop there.
    void remember(Instant at) {
        remarkable.add(at);
    }

    void remember(@Nullable CapHit hit) {
        if (hit != null && hit.nextAt() != null) remember(hit.nextAt());
    }

    void move() {
        now = switch (random.nextInt(12)) {
            case 0, 1 -> now.plusMillis(random.nextInt(3000));
            case 2 -> now.plus(Duration.ofMinutes(random.nextInt(120)));
            case 3 -> now.plusMillis(random.nextLong(Duration.ofDays(2).toMillis()));
            case 4 -> random.nextInt(4) > 0 ? now : now.plus(Duration.ofHours(random.nextInt(24 * 21)));
            case 5 -> now.minusMillis(random.nextInt(random.nextInt(4) > 0 ? 1500 : 7_200_000));
            case 6 -> nextMidnight();
            default -> nextRemarkable();
        };
        remarkable.removeIf(at -> at.isBefore(now));
    }

    private Instant nextMidnight() {
        var wall = new WallTime(ZoneId.of(policies.any(GeneratedPolicies.ZONES)));
        return wall.startOf(wall.day(now).plusDays(1)).plusMillis(random.nextInt(-1500, 1500));
    }

    private Instant nextRemarkable() {
        return remarkable.stream()
                .filter(at -> at.isAfter(now) && at.isBefore(now.plus(Duration.ofDays(40))))
                .min(Comparator.naturalOrder())
                .map(at -> at.plusMillis(random.nextInt(3) > 0 ? random.nextInt(-1, 2) : -random.nextInt(5000)))
                .orElse(now);
    }

    /// @param zone the user's
    Moment moment(ZoneId zone) {
        if (random.nextInt(6) == 0) return new Moment.Absolute(null, null, Duration.ZERO);
        var ttl = random.nextBoolean() ? policies.ttl() : null;
        if (random.nextInt(3) > 0) {
            return random.nextBoolean() ? Moment.Absolute.UNSAID : new Moment.Absolute(null, null, ttl);
        }
        return random.nextBoolean() ? absolute(ttl) : local(zone, ttl);
    }

    private Moment absolute(@Nullable Duration ttl) {
        var from = random.nextBoolean() ? now.plusMillis(ahead()) : null;
        if (ttl != null || random.nextBoolean()) return new Moment.Absolute(from, null, ttl);
        var until = (from == null ? now : from).plusSeconds(1 + random.nextInt(200_000));
        var exactly = policies.any(remarkable.isEmpty() ? List.of(until) : remarkable);
        boolean isLater = from == null || exactly.isAfter(from);
        return new Moment.Absolute(from, isLater && random.nextBoolean() ? exactly : until, null);
    }

    private Moment local(ZoneId zone, @Nullable Duration ttl) {
        var from = random.nextInt(3) > 0 ? wallTime(zone) : null;
        if (ttl != null || random.nextBoolean()) return new Moment.Local(from, null, ttl);
        var until = wallTime(zone);
        if (from != null && !until.isAfter(from)) until = from.plusMinutes(1 + random.nextInt(200));
        return new Moment.Local(from, until, null);
    }

    /// Often one that the zone's clocks skip, or show twice.
    private LocalDateTime wallTime(ZoneId zone) {
        var change = zone.getRules().nextTransition(now);
        if (change != null && random.nextBoolean() && change.getInstant().isBefore(now.plus(Duration.ofDays(20)))) {
            return change.getDateTimeBefore().plusMinutes(random.nextInt(-90, 90));
        }
        return LocalDateTime.ofInstant(now.plusMillis(ahead()), zone).truncatedTo(ChronoUnit.MINUTES);
    }

    /// Milliseconds, from an hour ago to half a day, sometimes three weeks ahead.
    private long ahead() {
        var most = random.nextInt(10) == 0 ? Duration.ofDays(21) : Duration.ofHours(12);
        return random.nextLong(-3_600_000, most.toMillis());
    }

    /// A few days before some zone's clocks change.
    private Instant begin() {
        var from = Instant.parse("2010-01-01T00:00:00Z").plus(Duration.ofHours(random.nextInt(24 * 365 * 17)));
        var zone = ZoneId.of(policies.any(GeneratedPolicies.ZONES));
        var change = zone.getRules().nextTransition(from);
        var at = change == null ? from : change.getInstant();
        return at.minusMillis(random.nextLong(Duration.ofDays(3).toMillis()));
    }
}
