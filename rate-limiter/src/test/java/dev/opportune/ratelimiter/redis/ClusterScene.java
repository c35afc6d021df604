package dev.opportune.ratelimiter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.fixture.AwaitedSends;
import dev.opportune.ratelimiter.fixture.LeastPrivilege;
import dev.opportune.ratelimiter.fixture.Policies;
import dev.opportune.ratelimiter.fixture.RedisCluster;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.redis.RedisFitness.Durability;
import dev.opportune.ratelimiter.send.Admit;
import dev.opportune.ratelimiter.send.Lookup;
import dev.opportune.ratelimiter.send.SendStore;
import io.lettuce.core.cluster.SlotHash;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// A cluster, a lane with the timeout of a gateway's, and users all over the partitions who are sent to in waves; with
/// a ledger of what was told.
final class ClusterScene {

    private static final Policy POLICY = Policies.of("""
            version: "1"
            caps: {all: {limit: 1000, window: P1D}}
            categories: {news: {class: transactional, caps: [all], quiet_hours: ignore}}
            """);

    /// Every so many partitions have a user.
    private static final int STEP = 4;

    final RedisCluster cluster;
    final RedisFixture redis;
    final RedisLane lane;
    private final SendStore store;
    private final List<String> users = new ArrayList<>();
    private final Map<String, String> admitted = new HashMap<>();
    private final Set<String> refused = new HashSet<>();

    /// What came of one send of a wave.
    ///
    /// @param failure null: it was admitted
    record Told(String user, int slot, Throwable failure) {
        boolean isAdmitted() {
            return failure == null;
        }
    }

    ClusterScene(RedisCluster cluster) throws Exception {
        this(cluster, Durability.MEMORY);
    }

    ClusterScene(RedisCluster cluster, Durability durability) throws Exception {
        this(cluster, durability, RedisSettings.DEFAULT_COMMAND_TIMEOUT);
    }

    /// @param commandTimeout longer than a shared machine pauses, where nothing is to be lost
    ClusterScene(RedisCluster cluster, Durability durability, Duration commandTimeout) throws Exception {
        this.cluster = cluster;
        this.redis = new RedisFixture(cluster);
        var settings = new RedisSettings(
                redis.settings.servers(),
                LeastPrivilege.USERNAME,
                () -> LeastPrivilege.PASSWORD,
                null,
                RedisSettings.DEFAULT_PREFIX,
                RedisSettings.DEFAULT_PARTITIONS,
                commandTimeout);
        this.lane = redis.onLane(() -> Future.succeededFuture(
                redis.lane(settings, new RedisHealth(settings.servers(), durability), RedisListener.NONE)));
        var _ = redis.onLane(() -> lane.whenConnected().compose(_ -> lane.whenAllConnected()));
        this.store = new SendStore(
                lane, new SendStore.Terms("lane", Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofHours(1)));
        for (int p = 0; p < lane.keys().partitions(); p += STEP) users.add(userOf(p));
    }

    private String userOf(int partition) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "u" + i)
                .filter(user -> lane.keys().partitionOf(user) == partition)
                .findFirst()
                .orElseThrow();
    }

    int slotOf(String user) {
        return SlotHash.getSlot(lane.keys().waiting(lane.keys().partitionOf(user)));
    }

    List<String> users() {
        return users;
    }

    /// One send to each user, all at once.
    List<Told> wave() throws Exception {
        var requests = users.stream().map(this::request).toList();
        List<Future<Admit.Reply>> replies = redis.onLane(() -> {
            List<Future<Admit.Reply>> all =
                    requests.stream().map(it -> store.admit(it, POLICY)).toList();
            return Future.join(all).transform(_ -> Future.succeededFuture(all));
        });
        var told = new ArrayList<Told>();
        for (int i = 0; i < requests.size(); i++) told.add(note(requests.get(i), replies.get(i)));
        return told;
    }

    private Told note(Admit.Request request, Future<Admit.Reply> reply) {
        if (reply.succeeded()) {
            admitted.put(request.sendId(), request.user());
        } else {
            assertThat(reply.cause()).isInstanceOf(StorageUnavailableException.class);
            if (!((StorageUnavailableException) reply.cause()).mayHaveRun()) refused.add(request.sendId());
        }
        return new Told(request.user(), slotOf(request.user()), reply.cause());
    }

    private Admit.Request request(String user) {
        return new Admit.Request(
                store.newSendId(user),
                user,
                "caller",
                null,
                "news",
                null,
                null,
                null,
                Buffer.buffer("{}"),
                Moment.Absolute.UNSAID,
                List.of(AwaitedSends.INLINE));
    }

    /// Every send that was told to be admitted is there.
    void checkPromises() throws Exception {
        for (var sendId : admitted.keySet()) {
            assertThat(redis.onLane(() -> store.find(sendId))).get().isInstanceOf(Lookup.Known.Alive.class);
        }
    }

    /// Every send that was told to be admitted is there, none that was told to be refused is, and the caps have counted
    /// what is there and nothing else.
    void checkLedger() throws Exception {
        var alive = new HashMap<String, Integer>();
        for (var sendId : admitted.keySet()) {
            assertThat(redis.onLane(() -> store.find(sendId))).get().isInstanceOf(Lookup.Known.Alive.class);
            alive.merge(admitted.get(sendId), 1, Integer::sum);
        }
        for (var sendId : refused) {
            assertThat(redis.onLane(() -> store.find(sendId))).isEmpty();
        }
        var stored = redis.users(() -> 0);
        for (var user : users) {
            var counts = stored.export(user).orElseThrow().counts();
            assertThat(counts.get("all")).as(user).hasSize(alive.get(user));
        }
    }

    int refusals() {
        return refused.size();
    }

    void close() throws Exception {
        var _ = redis.onLane(lane::close);
        redis.close();
    }
}
