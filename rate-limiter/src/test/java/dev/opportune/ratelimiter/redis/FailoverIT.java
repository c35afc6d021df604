package dev.opportune.ratelimiter.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.ratelimiter.fixture.RedisCluster;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.fixture.RedisFixture.Server;
import dev.opportune.ratelimiter.fixture.RedisProcess;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Masters that end or say nothing any more, while sends go to all partitions.
class FailoverIT {

    private static final Logger LOG = LoggerFactory.getLogger(FailoverIT.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private ClusterScene scene;

    @BeforeEach
    void start() throws Exception {
        var server = RedisFixture.isOnPath() ? Server.PATH : Server.EMBEDDED;
        scene = new ClusterScene(RedisCluster.start(server, 3, 1));
        assertThat(scene.wave()).allMatch(ClusterScene.Told::isAdmitted);
    }

    @AfterEach
    void stop() throws Exception {
        scene.close();
    }

    @Test
    void a_master_that_is_killed_takes_its_own_partitions_away_until_its_replica_is_there() throws Exception {
        var lost = scene.cluster.masters.get(1);
        var replica = scene.cluster.replicas.get(1);
        lost.kill();
        outageOf(lost, replica);
    }

    @Test
    void a_master_that_falls_silent_is_left_and_its_return_as_a_replica_disturbs_nobody() throws Exception {
        var silent = scene.cluster.masters.get(0);
        var replica = scene.cluster.replicas.get(0);
        silent.freeze();
        outageOf(silent, replica);
        silent.thaw();
        await().atMost(PATIENCE)
                .until(() -> silent.command("INFO", "replication").contains("role:slave"));
        for (int i = 0; i < 20; i++) assertThat(scene.wave()).allMatch(ClusterScene.Told::isAdmitted);
        var served = scene.redis.onLane(() -> Future.succeededFuture(scene.lane.serving()));
        assertThat(served)
                .extracting(node -> node.address().port())
                .contains(replica.port())
                .doesNotContain(silent.port());
    }

    private void outageOf(RedisProcess lost, RedisProcess replica) throws Exception {
        long lostAtNanos = System.nanoTime();
        var promoted = promoted(replica);
        boolean[] disturbed = {false};
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> {
            var wave = scene.wave();
            assertThat(wave)
                    .filteredOn(told -> !scene.cluster.masterOf(told.slot()).equals(lost))
                    .allMatch(ClusterScene.Told::isAdmitted);
            boolean all = wave.stream().allMatch(ClusterScene.Told::isAdmitted);
            disturbed[0] |= !all;
            return all && promoted.isDone();
        });
        long overNanos = System.nanoTime() - lostAtNanos;
        assertThat(disturbed[0]).as("the master had partitions").isTrue();
        assertThat(scene.redis.onLane(scene.lane::reach).fault()).isEmpty();
        LOG.info(
                "the failover took the cluster {} ms and callers {} ms",
                TimeUnit.NANOSECONDS.toMillis(promoted.get() - lostAtNanos),
                TimeUnit.NANOSECONDS.toMillis(overNanos));
    }

    /// The instant at which the replica calls itself master.
    private static CompletableFuture<Long> promoted(RedisProcess replica) {
        var at = new CompletableFuture<Long>();
        var _ = Thread.startVirtualThread(() -> {
            try {
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> replica.command("INFO", "replication").contains("role:master"));
                at.complete(System.nanoTime());
            } catch (RuntimeException e) {
                at.completeExceptionally(e);
            }
        });
        return at;
    }
}
