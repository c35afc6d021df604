package dev.opportune.perf.chaos.disturbance;

import dev.opportune.perf.chaos.site.Fleet;
import dev.opportune.perf.chaos.site.Redis;
import dev.opportune.perf.chaos.site.RedisCluster;
import java.time.Duration;
import java.util.SplittableRandom;

/// What a disturbance is drawn from.
record Draw(SplittableRandom random, Duration lease) {

    int oneOf(int many) {
        return random.nextInt(many);
    }

    int gateway() {
        return oneOf(Fleet.GATEWAYS);
    }

    int way() {
        return oneOf(Redis.WAYS);
    }

    /// Of one Redis the only one.
    int master() {
        return oneOf(RedisCluster.MASTERS);
    }

    String provider() {
        return oneOf(2) == 0 ? "apns" : "fcm";
    }

    Duration millis(int least, int most) {
        return Duration.ofMillis(random.nextInt(least, most + 1));
    }
}
