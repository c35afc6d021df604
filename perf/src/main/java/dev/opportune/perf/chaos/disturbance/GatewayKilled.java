package dev.opportune.perf.chaos.disturbance;

import dev.opportune.perf.chaos.site.Fleet;
import java.io.IOException;
import java.time.Duration;

/// A gateway ends at once (SIGKILL), and is started again after a while.
///
/// @param gateway its number
public record GatewayKilled(int gateway, Duration away) implements Disturbance {

    static GatewayKilled draw(Draw draw) {
        return new GatewayKilled(draw.gateway(), draw.millis(0, 5_000));
    }

    @Override
    public String whom() {
        return "gateway " + gateway;
    }

    @Override
    public String what() {
        return "killed, away for " + Disturbance.seconds(away);
    }

    @Override
    public boolean takesAGateway() {
        return true;
    }

    @Override
    public String happen(Fleet fleet) throws IOException, InterruptedException {
        var process = fleet.gateway(gateway);
        process.kill();
        Thread.sleep(away);
        process.start();
        process.awaitReady();
        return "";
    }
}
