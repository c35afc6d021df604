package dev.opportune.gateway.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.send.Presence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Partitions and lanes by chance.
class SharesTest {

    private static final int CASES = 300;

    private final SplittableRandom random = new SplittableRandom(20261129);

    @Test
    void each_partition_is_one_lanes_and_no_others() {
        for (int i = 0; i < CASES; i++) {
            int partitions = random.nextInt(1, 300);
            var lanes = lanes(random.nextInt(1, 12));
            assertThat(owners(lanes, partitions)).hasSize(partitions);
        }
    }

    @Test
    void all_agree_in_whatever_order_they_know_the_lanes() {
        for (int i = 0; i < CASES; i++) {
            var lanes = lanes(random.nextInt(2, 12));
            for (var lane : lanes) {
                assertThat(Shares.of(lane, lanes.reversed(), 256)).isEqualTo(Shares.of(lane, lanes, 256));
            }
        }
    }

    @Test
    void one_that_comes_takes_about_its_part_and_one_that_goes_leaves_its_own_and_nothing_else_moves() {
        long moved = 0;
        long expected = 0;
        for (int i = 0; i < CASES; i++) {
            var lanes = lanes(random.nextInt(1, 20));
            var before = owners(lanes, 256);
            var newcomer = "newcomer-" + i + "/0";
            var more = new ArrayList<>(lanes);
            more.add(newcomer);
            var after = owners(more, 256);
            for (int p = 0; p < 256; p++) {
                if (after.get(p).equals(before.get(p))) continue;
                assertThat(after.get(p)).isEqualTo(newcomer);
                moved++;
            }
            expected += 256 / more.size();
        }
        assertThat(moved).isBetween(expected * 95 / 100, expected * 105 / 100);
    }

    @Test
    void parts_are_about_even() {
        for (int count : List.of(2, 4, 8, 16)) {
            long most = 0;
            for (int i = 0; i < CASES; i++) {
                var lanes = lanes(count);
                for (var lane : lanes) {
                    most = Math.max(most, Shares.of(lane, lanes, 4096).size());
                }
            }
            assertThat(most).as("of %d lanes", count).isLessThan(4096 / count * 3 / 2);
        }
    }

    @Test
    void what_falls_to_full_lanes_is_shared_by_those_with_room_which_keep_their_own() {
        for (int i = 0; i < CASES; i++) {
            var lanes = lanes(random.nextInt(1, 12));
            var withRoom = lanes.stream().filter(_ -> random.nextBoolean()).toList();
            var fleet = new Presence.Fleet(lanes, withRoom);
            var own = new ArrayList<Integer>();
            var claimed = new ArrayList<Integer>();
            for (var lane : lanes) {
                var part = Shares.of(lane, fleet, 256);
                own.addAll(part.own());
                assertThat(part.looked()).containsAll(part.own());
                if (withRoom.contains(lane)) claimed.addAll(part.looked());
                else assertThat(part.looked()).hasSize(part.own().size());
            }
            assertThat(own).hasSize(256).doesNotHaveDuplicates();
            assertThat(claimed).hasSize(withRoom.isEmpty() ? 0 : 256).doesNotHaveDuplicates();
        }
    }

    @Test
    void a_lane_that_is_not_there_has_none() {
        assertThat(Shares.of("a", List.of("b", "c"), 256)).isEmpty();
    }

    private static Map<Integer, String> owners(List<String> lanes, int partitions) {
        var owners = new HashMap<Integer, String>();
        for (var lane : lanes) {
            for (int p : Shares.of(lane, lanes, partitions)) {
                assertThat(owners.put(p, lane))
                        .as("partition %d has one lane", p)
                        .isNull();
            }
        }
        return owners;
    }

    /// Names as gateways have them, which differ in few letters.
    private List<String> lanes(int count) {
        var names = new TreeSet<String>();
        while (names.size() < count) names.add("gateway-" + random.nextInt(1000) + "-7/" + random.nextInt(4));
        return List.copyOf(names);
    }
}
