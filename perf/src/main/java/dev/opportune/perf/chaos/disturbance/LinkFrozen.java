package dev.opportune.perf.chaos.disturbance;

import dev.opportune.perf.chaos.site.Fleet;
import java.io.IOException;
import java.time.Duration;

/// The connections on a way to Redis stay open, and nothing comes through, or no replies alone.
///
/// @param requestsToo whether Redis does not hear of anything either
record LinkFrozen(int way, boolean requestsToo, Duration lasts) implements Disturbance {

    static LinkFrozen draw(Draw draw) {
        return new LinkFrozen(draw.way(), draw.oneOf(2) == 0, draw.millis(300, 5_000));
    }

    @Override
    public String whom() {
        return "way " + way + " to redis";
    }

    @Override
    public String what() {
        return (requestsToo ? "nothing comes through for " : "no replies come through for ")
                + Disturbance.seconds(lasts);
    }

    @Override
    public String happen(Fleet fleet) throws IOException, InterruptedException {
        var redis = fleet.redis().way(way);
        redis.freeze(requestsToo);
        try {
            Thread.sleep(lasts);
        } finally {
            redis.thaw();
        }
        return "";
    }
}
