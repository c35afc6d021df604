package dev.opportune.perf.chaos.disturbance;

import dev.opportune.perf.chaos.site.Fleet;
import java.io.IOException;
import java.time.Duration;

/// Redis ends at once (SIGKILL), and comes back after a while with what it had written down.
record RedisKilled(Duration away) implements Disturbance {

    static RedisKilled draw(Draw draw) {
        return new RedisKilled(draw.millis(0, 4_000));
    }

    @Override
    public String whom() {
        return "redis";
    }

    @Override
    public String what() {
        return "killed, away for " + Disturbance.seconds(away);
    }

    @Override
    public String happen(Fleet fleet) throws IOException, InterruptedException {
        fleet.redis().kill();
        Thread.sleep(away);
        long begun = System.nanoTime();
        fleet.redis().start();
        return "had read its file within " + Disturbance.seconds(Duration.ofNanos(System.nanoTime() - begun));
    }
}
