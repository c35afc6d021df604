package dev.opportune.perf.chaos.disturbance;

import dev.opportune.perf.chaos.site.Fleet;
import dev.opportune.perf.chaos.site.RedisCluster;
import java.io.IOException;
import java.time.Duration;

/// Redis, or a master of the cluster, ends at once (SIGKILL), and comes back after a while with what it had written
/// down. When that takes long, its replica is the master by then.
record RedisKilled(int master, Duration away) implements Disturbance {

    private static final Duration LONG = RedisCluster.NODE_TIMEOUT.multipliedBy(3);

    static RedisKilled draw(Draw draw) {
        return new RedisKilled(draw.master(), draw.millis(0, (int) LONG.toMillis()));
    }

    @Override
    public String whom() {
        return MASTERS;
    }

    @Override
    public String what() {
        return "killed, away for " + Disturbance.seconds(away);
    }

    @Override
    public String happen(Fleet fleet) throws IOException, InterruptedException {
        var redis = Disturbance.master(fleet, master);
        redis.kill();
        Thread.sleep(away);
        long begun = System.nanoTime();
        redis.start();
        String read = "had read its file within " + Disturbance.seconds(Duration.ofNanos(System.nanoTime() - begun));
        fleet.redis().awaitWhole();
        return read;
    }
}
