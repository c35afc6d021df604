package dev.opportune.perf.chaos.disturbance;

import dev.opportune.perf.chaos.site.Fleet;
import java.io.IOException;
import java.time.Duration;

/// A gateway is told to end (SIGTERM), ends, and is started again: a restart as operators do it.
record GatewayStopped(int gateway) implements Disturbance {

    static GatewayStopped draw(Draw draw) {
        return new GatewayStopped(draw.gateway());
    }

    @Override
    public String whom() {
        return "gateway " + gateway;
    }

    @Override
    public String what() {
        return "told to end, and started again";
    }

    @Override
    public boolean takesAGateway() {
        return true;
    }

    @Override
    public String happen(Fleet fleet) throws IOException, InterruptedException {
        var process = fleet.gateway(gateway);
        long told = System.nanoTime();
        process.stop();
        var took = Duration.ofNanos(System.nanoTime() - told);
        process.start();
        process.awaitReady();
        return "ended within " + Disturbance.seconds(took);
    }
}
