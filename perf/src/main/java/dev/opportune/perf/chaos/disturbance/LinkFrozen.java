package dev.opportune.perf.chaos.disturbance;

import dev.opportune.perf.chaos.site.Fleet;
import java.time.Duration;

/// A gateway's connections to Redis stay open, and nothing comes through, or no replies alone.
///
/// @param requestsToo whether Redis does not hear of anything either
record LinkFrozen(int gateway, boolean requestsToo, Duration lasts) implements Disturbance {

    static LinkFrozen draw(Draw draw) {
        return new LinkFrozen(draw.gateway(), draw.oneOf(2) == 0, draw.millis(300, 5_000));
    }

    @Override
    public String whom() {
        return "redis of gateway " + gateway;
    }

    @Override
    public String what() {
        return (requestsToo ? "nothing comes through for " : "no replies come through for ")
                + Disturbance.seconds(lasts);
    }

    @Override
    public String happen(Fleet fleet) throws InterruptedException {
        var redis = fleet.gateway(gateway).redis();
        redis.freeze(requestsToo);
        try {
            Thread.sleep(lasts);
        } finally {
            redis.thaw();
        }
        return "";
    }
}
