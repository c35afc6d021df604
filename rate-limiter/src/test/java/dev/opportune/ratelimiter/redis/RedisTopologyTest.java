package dev.opportune.ratelimiter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedisTopologyTest {

    private static final RedisServers CLUSTER = new RedisServers.Cluster(List.of(URI.create("redis://a.example:7000")));
    private static final long SOONEST = RedisTopology.SOONEST.toNanos();
    private static final long EVERY = RedisTopology.EVERY.toNanos();

    private final RedisTopology topology = new RedisTopology(CLUSTER);
    private final long start = System.nanoTime();

    @Test
    void one_lane_alone_asks_and_soon_when_something_is_wanted_else_now_and_then() {
        assertThat(topology.takeTurn(start)).as("nothing is known").isTrue();
        assertThat(topology.takeTurn(start)).as("the next lane").isFalse();
        assertThat(topology.takeTurn(start + SOONEST)).isFalse();

        topology.want();
        assertThat(topology.takeTurn(start + SOONEST - 1)).isFalse();
        assertThat(topology.takeTurn(start + SOONEST)).isTrue();
        assertThat(topology.takeTurn(start + 2 * SOONEST)).isFalse();
        assertThat(topology.takeTurn(start + SOONEST + EVERY)).isTrue();
    }

    @Test
    void a_slot_that_moved_is_known_at_once_and_the_rest_is_asked_for() {
        assertThat(topology.takeTurn(start)).isTrue();
        topology.moved(7, new NodeAddress("b.example", 7001));

        assertThat(topology.table().owner(7)).isEqualTo(new NodeAddress("b.example", 7001));
        assertThat(topology.takeTurn(start + SOONEST)).isTrue();
    }

    @Test
    void one_server_serves_all_and_is_not_asked_for_slots() {
        var one = new RedisTopology(RedisServers.of(URI.create("redis://a.example")));
        one.want();

        assertThat(one.takeTurn(start + EVERY)).isFalse();
        assertThat(one.table().nodes()).containsExactly(new NodeAddress("a.example", 6379));
        assertThat(one.table().uncovered()).isZero();
    }
}
