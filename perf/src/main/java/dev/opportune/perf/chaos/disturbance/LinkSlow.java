package dev.opportune.perf.chaos.disturbance;

import dev.opportune.perf.chaos.site.Fleet;
import java.io.IOException;
import java.time.Duration;

/// Replies on a way to Redis take long: shorter or longer than gateways wait for them.
record LinkSlow(int way, Duration delay, Duration lasts) implements Disturbance {

    static LinkSlow draw(Draw draw) {
        return new LinkSlow(draw.way(), draw.millis(20, 1_000), draw.millis(1_000, 6_000));
    }

    @Override
    public String whom() {
        return "way " + way + " to redis";
    }

    @Override
    public String what() {
        return "replies take " + Disturbance.seconds(delay) + " for " + Disturbance.seconds(lasts);
    }

    @Override
    public String happen(Fleet fleet) throws IOException, InterruptedException {
        var redis = fleet.redis().way(way);
        redis.delayReplies(delay);
        try {
            Thread.sleep(lasts);
        } finally {
            redis.delayReplies(Duration.ZERO);
        }
        return "";
    }
}
