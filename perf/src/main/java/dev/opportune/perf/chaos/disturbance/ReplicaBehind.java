package dev.opportune.perf.chaos.disturbance;

import dev.opportune.perf.chaos.site.Fleet;
import dev.opportune.perf.chaos.site.RedisCluster;
import java.io.IOException;
import java.time.Duration;

/// A master's replica no longer hears of what is written; then the master ends at once (SIGKILL), and the replica takes
/// over without those writes. Nobody may have been told that they were there.
record ReplicaBehind(int master, Duration behind) implements Disturbance {

    /// Longer than a failover takes.
    private static final Duration AWAY = RedisCluster.NODE_TIMEOUT.multipliedBy(4);

    static ReplicaBehind draw(Draw draw) {
        return new ReplicaBehind(draw.master(), draw.millis(300, 1_500));
    }

    @Override
    public String whom() {
        return MASTERS;
    }

    @Override
    public String what() {
        return "its replica is " + Disturbance.seconds(behind) + " behind when a master is killed";
    }

    @Override
    public String happen(Fleet fleet) throws IOException, InterruptedException {
        var redis = Disturbance.master(fleet, master);
        var way = fleet.cluster().wayTo(redis);
        way.cutOffReplicas();
        try {
            Thread.sleep(behind);
            redis.kill();
        } finally {
            way.joinReplicas();
        }
        Thread.sleep(AWAY);
        redis.start();
        fleet.redis().awaitWhole();
        return "";
    }
}
