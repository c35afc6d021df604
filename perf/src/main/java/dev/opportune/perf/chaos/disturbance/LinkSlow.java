package dev.opportune.perf.chaos.disturbance;

import dev.opportune.perf.chaos.site.Fleet;
import java.time.Duration;

/// A gateway's replies from Redis take long: shorter or longer than it waits for them.
record LinkSlow(int gateway, Duration delay, Duration lasts) implements Disturbance {

    static LinkSlow draw(Draw draw) {
        return new LinkSlow(draw.gateway(), draw.millis(20, 1_000), draw.millis(1_000, 6_000));
    }

    @Override
    public String whom() {
        return "redis of gateway " + gateway;
    }

    @Override
    public String what() {
        return "replies take " + Disturbance.seconds(delay) + " for " + Disturbance.seconds(lasts);
    }

    @Override
    public String happen(Fleet fleet) throws InterruptedException {
        var redis = fleet.gateway(gateway).redis();
        redis.delayReplies(delay);
        try {
            Thread.sleep(lasts);
        } finally {
            redis.delayReplies(Duration.ZERO);
        }
        return "";
    }
}
