package dev.opportune.perf.chaos.disturbance;

import dev.opportune.perf.chaos.site.Fleet;
import java.time.Duration;

/// A gateway's connections to Redis end after Redis has done what was asked, and before the gateway hears of it.
record ReplyCut(int gateway) implements Disturbance {

    private static final Duration LASTS = Duration.ofSeconds(1);

    static ReplyCut draw(Draw draw) {
        return new ReplyCut(draw.gateway());
    }

    @Override
    public String whom() {
        return "redis of gateway " + gateway;
    }

    @Override
    public String what() {
        return "replies cut off after execution";
    }

    @Override
    public String happen(Fleet fleet) throws InterruptedException {
        var redis = fleet.gateway(gateway).redis();
        redis.cutAtNextReply();
        Thread.sleep(LASTS);
        return redis.stopCutting() + " connections cut";
    }
}
