package dev.opportune.perf.chaos.disturbance;

import dev.opportune.perf.chaos.site.Fleet;
import java.io.IOException;
import java.time.Duration;

/// The connections on a way to Redis end after Redis has done what was asked, and before a gateway hears of it.
record ReplyCut(int way) implements Disturbance {

    private static final Duration LASTS = Duration.ofSeconds(1);

    /// While a gateway is away, nothing is asked here.
    private static final int TRIES = 20;

    static ReplyCut draw(Draw draw) {
        return new ReplyCut(draw.way());
    }

    @Override
    public String whom() {
        return "way " + way + " to redis";
    }

    @Override
    public String what() {
        return "replies cut off after execution";
    }

    @Override
    public String happen(Fleet fleet) throws IOException, InterruptedException {
        var redis = fleet.redis().way(way);
        for (int left = TRIES; left > 0; left--) {
            redis.cutAtNextReply();
            Thread.sleep(LASTS);
            int cut = redis.stopCutting();
            if (cut > 0) return cut + " connections cut";
        }
        return "nothing was asked";
    }
}
