package dev.opportune.perf.chaos.disturbance;

import dev.opportune.perf.chaos.site.Fleet;
import dev.opportune.perf.chaos.site.RedisCluster;
import java.io.IOException;
import java.time.Duration;

/// A replica stands still (SIGSTOP), shorter or longer than until the others take it for lost, and goes on.
record ReplicaFrozen(int replica, Duration lasts) implements Disturbance {

    static ReplicaFrozen draw(Draw draw) {
        return new ReplicaFrozen(draw.master(), draw.millis(500, (int)
                RedisCluster.NODE_TIMEOUT.multipliedBy(3).toMillis()));
    }

    @Override
    public String whom() {
        return "a replica";
    }

    @Override
    public String what() {
        return "stands still for " + Disturbance.seconds(lasts);
    }

    @Override
    public String happen(Fleet fleet) throws IOException, InterruptedException {
        var replicas = fleet.cluster().replicas();
        if (replicas.isEmpty()) return "there was none";
        var frozen = replicas.get(replica % replicas.size());
        frozen.pause();
        try {
            Thread.sleep(lasts);
        } finally {
            frozen.goOn();
        }
        return "";
    }
}
