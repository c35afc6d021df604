package dev.opportune.ratelimiter.redis;

import dev.opportune.ratelimiter.Decision.CapHit;
import dev.opportune.ratelimiter.Moment;
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
                .map(at -> at.plusMillis(random.nextInt(-1, 2)))
                .orElse(now);
    }

    Moment moment() {
        var ttl = random.nextBoolean() ? policies.ttl() : null;
        if (random.nextInt(3) > 0) {
            return random.nextBoolean() ? Moment.Absolute.UNSAID : new Moment.Absolute(null, null, ttl);
        }
        var from = random.nextBoolean() ? around() : null;
        Instant until = null;
        if (ttl == null && random.nextBoolean()) {
            until = (from == null ? now : from).plusSeconds(1 + random.nextInt(200_000));
        }
        if (random.nextBoolean()) return new Moment.Absolute(from, until, ttl);
        var zone = ZoneId.of(policies.any(GeneratedPolicies.ZONES));
        var localFrom = from == null ? null : local(from, zone);
        var localUntil = until == null ? null : local(until, zone);
        if (localFrom != null && localUntil != null && !localUntil.isAfter(localFrom)) {
            localUntil = localFrom.plusMinutes(30);
        }
        return new Moment.Local(localFrom, localUntil, ttl);
    }

    private LocalDateTime local(Instant at, ZoneId zone) {
        return LocalDateTime.ofInstant(at, zone).truncatedTo(ChronoUnit.MINUTES);
    }

    /// Some instant from an hour ago to three weeks ahead, often when a zone's clocks change.
    private Instant around() {
        var zone = ZoneId.of(policies.any(GeneratedPolicies.ZONES));
        var change = zone.getRules().nextTransition(now);
        if (change != null && random.nextBoolean() && change.getInstant().isBefore(now.plus(Duration.ofDays(20)))) {
            return change.getInstant().plus(Duration.ofMinutes(random.nextInt(-90, 90)));
        }
        long most = random.nextInt(10) == 0
                ? Duration.ofDays(21).toMillis()
                : Duration.ofHours(12).toMillis();
        return now.plusMillis(random.nextLong(-3_600_000, most));
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
