package dev.opportune.ratelimiter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.fixture.RedisProcess;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Which servers a lane is connected to, as the slots move.
class LaneNodesIT {

    @RegisterExtension
    private static final RedisFixture redis = RedisFixture.ofOneServer();

    private final NodeClient client = new NodeClient(
            redis.settings, ((ContextInternal) redis.context).nettyEventLoop().parent(), new Unread());
    private final RedisTopology topology = new RedisTopology(redis.settings.servers());
    private final LaneNodes nodes = new LaneNodes(topology, List.of(), this::open);

    private RedisNode open(NodeAddress address) {
        return new RedisNode(
                address,
                client,
                new NodeHealth(address),
                RedisFitness::identify,
                RedisListener.NONE,
                redis.vertx,
                (ContextInternal) redis.context,
                Duration.ofSeconds(5),
                this::look);
    }

    private void look() {
        nodes.adopt();
    }

    @Test
    void the_end_of_a_connection_that_nobody_needs_may_be_when_another_is_needed_no_more() throws Exception {
        var first = redis.settings.servers().first().getFirst();
        try (var server = RedisProcess.start(RedisFixture.Server.EMBEDDED, List.of("save \"\""))) {
            var second = NodeAddress.of(server.uri());
            serveFrom(first);
            serveFrom(second);
            var _ = redis.onLane(() -> {
                topology.saw(SlotTable.of(first));
                nodes.loseOverdue(System.nanoTime());
                return Future.succeededFuture();
            });
            assertThat(nodes.at(second)).isNull();
        } finally {
            var _ = redis.onLane(() -> {
                nodes.close();
                return Future.fromCompletionStage(client.close());
            });
        }
    }

    private void serveFrom(NodeAddress address) throws Exception {
        var _ = redis.onLane(() -> {
            topology.saw(SlotTable.of(address));
            nodes.adopt();
            return nodes.serving().iterator().next().whenConnected();
        });
    }
}
