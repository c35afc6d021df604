package dev.opportune.perf.chaos.disturbance;

import dev.opportune.perf.chaos.site.Fleet;
import java.io.IOException;
import java.time.Duration;

/// A gateway stands still (SIGSTOP), for two of three times longer than its leases, and goes on (SIGCONT) as if nothing
/// had been.
record GatewayPaused(int gateway, Duration pause) implements Disturbance {

    static GatewayPaused draw(Draw draw) {
        boolean beyondLease = draw.oneOf(3) > 0;
        return new GatewayPaused(
                draw.gateway(), beyondLease ? draw.lease().plus(draw.millis(1_000, 5_000)) : draw.millis(300, 3_000));
    }

    @Override
    public String whom() {
        return "gateway " + gateway;
    }

    @Override
    public String what() {
        return "stands still for " + Disturbance.seconds(pause);
    }

    @Override
    public boolean takesAGateway() {
        return true;
    }

    @Override
    public String happen(Fleet fleet) throws IOException, InterruptedException {
        var process = fleet.gateway(gateway);
        process.pause();
        try {
            Thread.sleep(pause);
        } finally {
            process.goOn();
        }
        process.awaitReady();
        return "";
    }
}
