package dev.opportune.perf.chaos.disturbance;

import dev.opportune.perf.chaos.site.Fleet;

/// A gateway's connections to Redis are reset.
record LinkReset(int gateway) implements Disturbance {

    static LinkReset draw(Draw draw) {
        return new LinkReset(draw.gateway());
    }

    @Override
    public String whom() {
        return "redis of gateway " + gateway;
    }

    @Override
    public String what() {
        return "connections reset";
    }

    @Override
    public String happen(Fleet fleet) {
        fleet.gateway(gateway).redis().reset();
        return "";
    }
}
