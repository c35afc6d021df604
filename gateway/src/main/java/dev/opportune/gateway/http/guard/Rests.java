package dev.opportune.gateway.http.guard;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long a connection is not read that nothing comes of: twice as long each time, up to
/// [GuardLimits#LONGEST_REST], and by chance up to half of that less, so that connections which began together do not
/// come back together. Confined to a lane.
final class Rests {

    private static final int MOST_DOUBLINGS = 10;

    private final RandomGenerator random;
    private int had;

    Rests(RandomGenerator random) {
        this.random = random;
    }

    Duration next() {
        long doubled = GuardLimits.REST.toMillis() << Math.min(had, MOST_DOUBLINGS);
        long most = Math.min(doubled, GuardLimits.LONGEST_REST.toMillis());
        had++;
        return Duration.ofMillis(most - random.nextLong(most / 2));
    }
}
