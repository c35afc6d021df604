package dev.opportune.ratelimiter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.fixture.RedisCluster;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.fixture.RedisFixture.Server;
import dev.opportune.ratelimiter.redis.RedisFitness.Durability;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Slots that move to another master, while sends go to all partitions.
class SlotMigrationIT {

    /// Partitions that move, one after the other.
    private static final int MOVED = 4;

    private static final Duration PATIENT = Duration.ofSeconds(8);

    /// They answer otherwise: ASK where a key is missing in one, TRYAGAIN in the other.
    static Set<Server> servers() {
        return RedisFixture.isOnPath() ? EnumSet.of(Server.EMBEDDED, Server.PATH) : EnumSet.of(Server.EMBEDDED);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void a_partition_on_the_move_is_unavailable_and_nothing_is_lost_or_written_half(Server server) throws Exception {
        var scene = new ClusterScene(RedisCluster.start(server, 3, 0), Durability.MEMORY, PATIENT);
        try {
            var from = scene.cluster.masters.get(2);
            var to = scene.cluster.masters.get(0);
            var moving = scene.users().stream()
                    .filter(user -> scene.cluster.masterOf(scene.slotOf(user)).equals(from))
                    .limit(MOVED)
                    .collect(Collectors.toSet());
            for (int i = 0; i < 5; i++) wave(scene, Set.of());
            for (var user : moving) {
                scene.cluster.migrate(scene.slotOf(user), from, to, () -> wave(scene, Set.of(user)));
                wave(scene, Set.of());
            }
            assertThat(scene.refusals()).as("503 while they moved").isPositive();
            scene.checkLedger();
        } finally {
            scene.close();
        }
    }

    /// @param mayBeRefused users whose partition moves now
    private static void wave(ClusterScene scene, Set<String> mayBeRefused) {
        try {
            for (var told : scene.wave()) {
                if (told.isAdmitted()) continue;
                assertThat(mayBeRefused).as("refused: %s", told).contains(told.user());
                assertThat(((StorageUnavailableException) told.failure()).mayHaveRun())
                        .isFalse();
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
