package dev.opportune.ratelimiter.redis;

import static dev.opportune.ratelimiter.redis.RawCommands.call;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.opportune.ratelimiter.fixture.RedisCluster;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.fixture.RedisFixture.Server;
import dev.opportune.ratelimiter.fixture.RedisProcess;
import io.lettuce.core.cluster.SlotHash;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// What is told of a cluster, or of what should be one.
class ClusterIT {

    @Test
    void what_is_no_cluster_where_one_should_be_and_the_other_way_round_is_said_in_a_plain_sentence() throws Exception {
        try (var cluster = RedisCluster.start(Server.EMBEDDED, 3, 0)) {
            var redis = new RedisFixture(cluster);
            var node = cluster.masters.getFirst();
            assertThatThrownBy(() -> check(redis, RedisServers.of(node.uri())))
                    .rootCause()
                    .isInstanceOf(RedisFitness.UnfitException.class)
                    .hasMessage(
                            "Redis at 127.0.0.1:%d is a node of a cluster (expected: redis.uris, with some of the"
                                    + " cluster's nodes, in place of redis.uri)",
                            node.port());
            check(redis, new RedisServers.Cluster(List.of(node.uri())));

            var single = RedisFixture.ofOneServer();
            assertThatThrownBy(() -> check(redis, new RedisServers.Cluster(List.of(single.uri()))))
                    .rootCause()
                    .isInstanceOf(RedisFitness.UnfitException.class)
                    .hasMessage(
                            "Redis at 127.0.0.1:%d is not a node of a cluster (expected: redis.uri, for one server,"
                                    + " in place of redis.uris)",
                            single.uri().getPort());
            single.close();

            var stranger = cluster.startMember();
            assertThatThrownBy(() -> check(redis, new RedisServers.Cluster(List.of(stranger.uri()))))
                    .rootCause()
                    .isInstanceOf(RedisFitness.UnfitException.class)
                    .hasMessage(
                            "the cluster of redis://127.0.0.1:%d is not complete: no node serves 16384 of its slots"
                                    + " (expected: all 16384 are served)",
                            stranger.port());
            stranger.close();
            redis.close();
        }
    }

    @Test
    void a_lost_node_takes_its_own_share_of_the_partitions_away_and_is_named() throws Exception {
        try (var cluster = RedisCluster.start(Server.EMBEDDED, 3, 0)) {
            var redis = new RedisFixture(cluster);
            assertThat(redis.onLane(redis.lane::reach).fault()).isEmpty();
            var lost = cluster.masters.get(2);
            lost.kill();
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                var reach = redis.onLane(redis.lane::reach);
                assertThat(reach.some()).isTrue();
                assertThat(reach.fault())
                        .get()
                        .asString()
                        .startsWith(
                                "85 of 256 partitions are not served: 127.0.0.1:" + lost.port() + " is not reachable");
            });
            redis.close();
        }
    }

    /// Another lane has heard of a failover when this one finds that a node does not reply, and asks again at once.
    @Test
    void nodes_may_change_while_a_lane_looks_for_those_that_do_not_reply() throws Exception {
        try (var cluster = RedisCluster.start(Server.EMBEDDED, 3, 0)) {
            var redis = new RedisFixture(cluster);
            var topology = new RedisTopology(redis.settings.servers());
            var lane = redis.onLane(() -> Future.succeededFuture(new RedisLane(
                    redis.settings,
                    topology,
                    new RedisHealth(redis.settings.servers(), RedisFitness.Durability.MEMORY),
                    _ -> RedisListener.NONE,
                    redis.vertx,
                    redis.context,
                    ((ContextInternal) redis.context).nettyEventLoop().parent(),
                    () -> 0)));
            var _ = redis.onLane(() -> lane.whenConnected().compose(_ -> lane.whenAllConnected()));
            var unhandled = new CopyOnWriteArrayList<Throwable>();
            redis.context.exceptionHandler(unhandled::add);
            var key = lane.keys().zones(0);
            int slot = SlotHash.getSlot(key);
            var silent = cluster.masterOf(slot);
            var elsewhere = cluster.startMember();
            silent.freeze();

            var _ = redis.onLane(() -> call(lane, key, c -> c.hset(key, key, key))
                    .recover(_ -> {
                        topology.moved(slot, new NodeAddress(RedisProcess.HOST, elsewhere.port()));
                        return call(lane, key, c -> c.hset(key, key, key)).otherwise(false);
                    }));

            silent.thaw();
            assertThat(unhandled).isEmpty();
            var _ = redis.onLane(lane::close);
            elsewhere.close();
            redis.close();
        }
    }

    /// From 7 on; a certificate is often for the name alone.
    @Test
    void nodes_are_called_by_the_name_that_the_cluster_prefers() throws Exception {
        if (!RedisFixture.isOnPath()) return;
        try (var cluster = RedisCluster.start(
                Server.PATH, 3, 0, "cluster-announce-hostname localhost", "cluster-preferred-endpoint-type hostname")) {
            var redis = new RedisFixture(cluster);
            var nodes = redis.onLane(() -> Future.succeededFuture(redis.lane.serving()));
            assertThat(nodes).extracting(node -> node.address().host()).containsOnly("localhost");
            redis.close();
        }
    }

    /// Every command is about one key, so a script or command for each partition finds its node.
    @Test
    void every_partition_is_found_from_any_node() throws Exception {
        try (var cluster = RedisCluster.start(Server.EMBEDDED, 3, 0)) {
            var redis = new RedisFixture(cluster);
            for (var named : cluster.uris()) {
                var lane = lane(redis, new RedisServers.Cluster(List.of(named)));
                var _ = redis.onLane(() -> lane.whenConnected().compose(_ -> lane.whenAllConnected()));
                for (int p = 0; p < lane.keys().partitions(); p++) {
                    var key = lane.keys().zones(p);
                    var value = named.toString().getBytes(UTF_8);
                    var _ = redis.onLane(() -> call(lane, key, c -> c.hset(key, value, value)));
                }
                var _ = redis.onLane(lane::close);
            }
            redis.close();
        }
    }

    private static void check(RedisFixture redis, RedisServers servers) throws Exception {
        var lane = lane(redis, servers);
        try {
            var _ = redis.onLane(() -> RedisFitness.check(lane));
        } finally {
            var _ = redis.onLane(lane::close);
        }
    }

    private static RedisLane lane(RedisFixture redis, RedisServers servers) throws Exception {
        var settings = new RedisSettings(
                servers,
                null,
                null,
                null,
                RedisSettings.DEFAULT_PREFIX,
                RedisSettings.DEFAULT_PARTITIONS,
                Duration.ofSeconds(5));
        return redis.onLane(() -> Future.succeededFuture(redis.lane(settings)));
    }
}
