package dev.opportune.ratelimiter.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.ratelimiter.fixture.RedisCluster;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.fixture.RedisFixture.Server;
import dev.opportune.ratelimiter.redis.RedisFitness.Durability;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A failover of a cluster in which the dying master had writes that its replica had not.
class ReplicatedFailoverIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void none_of_what_the_replica_had_not_was_promised() throws Exception {
        var server = RedisFixture.isOnPath() ? Server.PATH : Server.EMBEDDED;
        var cluster = RedisCluster.start(server, 3, 1, "cluster-replica-validity-factor 0");
        var scene = new ClusterScene(cluster, Durability.REPLICATED);
        assertThat(scene.wave()).allMatch(ClusterScene.Told::isAdmitted);

        var lost = cluster.masters.get(1);
        cluster.replicas.get(1).freeze();
        for (int i = 0; i < 3; i++) {
            assertThat(scene.wave())
                    .allMatch(told ->
                            told.isAdmitted() != cluster.masterOf(told.slot()).equals(lost));
        }
        lost.kill();
        cluster.replicas.get(1).thaw();

        await().atMost(PATIENCE)
                .until(() ->
                        cluster.replicas.get(1).command("INFO", "replication").contains("role:master"));
        // The new master has no replica to confirm anything, so that its partitions are read and not promised from.
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(scene::checkPromises);
        scene.close();
    }
}
