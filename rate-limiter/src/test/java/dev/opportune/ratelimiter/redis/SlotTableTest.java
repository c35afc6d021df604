package dev.opportune.ratelimiter.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SlotTableTest {

    private static final NodeAddress ASKED = new NodeAddress("seed.example", 7000);
    private static final NodeAddress A = new NodeAddress("a.example", 7001);
    private static final NodeAddress B = new NodeAddress("b.example", 7002);

    @Test
    void each_slot_has_the_master_of_its_range() {
        var table =
                SlotTable.read(List.of(range(0, 99, "a.example", 7001), range(100, 16383, "b.example", 7002)), ASKED);

        assertThat(table.owner(0)).isEqualTo(A);
        assertThat(table.owner(99)).isEqualTo(A);
        assertThat(table.owner(100)).isEqualTo(B);
        assertThat(table.owner(16383)).isEqualTo(B);
        assertThat(table.nodes()).containsExactlyInAnyOrder(A, B);
        assertThat(table.uncovered()).isZero();
    }

    /// `cluster-preferred-endpoint-type unknown-endpoint`, or a node that has not learnt its own address.
    @Test
    void a_node_without_a_name_is_where_the_one_that_said_so_is() {
        var table = SlotTable.read(List.of(range(0, 9, null, 7001), range(10, 19, "", 7002)), ASKED);

        assertThat(table.owner(0)).isEqualTo(new NodeAddress("seed.example", 7001));
        assertThat(table.owner(10)).isEqualTo(new NodeAddress("seed.example", 7002));
        assertThat(NodeAddress.read(":7003", ASKED)).isEqualTo(new NodeAddress("seed.example", 7003));
        assertThat(NodeAddress.read("::1:7003", ASKED)).isEqualTo(new NodeAddress("::1", 7003));
    }

    @Test
    void a_node_whose_name_nobody_knows_serves_nothing_yet() {
        assertThat(SlotTable.read(List.of(range(0, 9, "?", 7001)), ASKED).uncovered())
                .isEqualTo(16384);
    }

    /// Lettuce's users lost whole clusters to one that had joined a moment before (redis/lettuce, issue 2769).
    @Test
    void a_node_that_knows_little_takes_nothing_away() {
        var before = SlotTable.read(
                List.of(range(0, 8191, "a.example", 7001), range(8192, 16383, "b.example", 7002)), ASKED);
        var joined = SlotTable.read(List.of(), ASKED);
        var half = SlotTable.read(List.of(range(0, 8191, "b.example", 7002)), ASKED);

        assertThat(joined.over(before)).isSameAs(before);
        assertThat(half.over(before).owner(0)).isEqualTo(B);
        assertThat(half.over(before).owner(16383)).isEqualTo(B);
        assertThat(half.over(before).nodes()).containsExactly(B);
    }

    @Test
    void a_slot_that_moved_is_where_it_went_and_the_others_stay() {
        var before = SlotTable.of(A);

        assertThat(before.with(7, B).owner(7)).isEqualTo(B);
        assertThat(before.with(7, B).owner(8)).isEqualTo(A);
        assertThat(before.owner(7)).isEqualTo(A);
        assertThat(before.with(7, A)).isSameAs(before);
    }

    private static Object range(long from, long to, @Nullable String host, long port) {
        var name = host == null ? null : host.getBytes(UTF_8);
        return List.of(
                from,
                to,
                Arrays.asList(name, port, "id".getBytes(UTF_8)),
                Arrays.asList(name, 9L, "replica".getBytes(UTF_8)));
    }
}
