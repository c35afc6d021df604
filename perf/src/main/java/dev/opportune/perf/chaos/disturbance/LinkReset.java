package dev.opportune.perf.chaos.disturbance;

import dev.opportune.perf.chaos.site.Fleet;
import java.io.IOException;

/// The connections on a way to Redis are reset.
record LinkReset(int way) implements Disturbance {

    static LinkReset draw(Draw draw) {
        return new LinkReset(draw.way());
    }

    @Override
    public String whom() {
        return "way " + way + " to redis";
    }

    @Override
    public String what() {
        return "connections reset";
    }

    @Override
    public String happen(Fleet fleet) throws IOException {
        fleet.redis().way(way).reset();
        return "";
    }
}
