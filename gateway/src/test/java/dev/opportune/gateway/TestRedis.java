package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.ratelimiter.fixture.LeastPrivilege;
import dev.opportune.ratelimiter.fixture.RedisCluster;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.fixture.RedisFixture.Server;
import dev.opportune.ratelimiter.fixture.RedisProcess;
import dev.opportune.ratelimiter.redis.RedisServers;
import dev.opportune.ratelimiter.redis.RedisSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Redis for gateways under test, chosen as for the tests of `rate-limiter`: one server, or with
/// `-Dopportune.redis=cluster` three masters. What it holds is gone when it was stopped.
final class TestRedis implements AutoCloseable {

    private static final int MASTERS = 3;
    private static final String IN_MEMORY = "save \"\"";
    private static final String FILLER = "filler";

    private final @Nullable RedisCluster cluster;
    private final List<RedisProcess> masters;
    private final List<RedisProcess> replicas;

    private TestRedis(RedisCluster cluster) {
        this.cluster = cluster;
        this.masters = cluster.masters;
        this.replicas = cluster.replicas;
    }

    private TestRedis(List<RedisProcess> masters, List<RedisProcess> replicas) {
        this.cluster = null;
        this.masters = new ArrayList<>(masters);
        this.replicas = replicas;
    }

    static TestRedis start() throws IOException {
        return start(0);
    }

    /// @param replicas of each master: 0 or 1
    static TestRedis start(int replicas) throws IOException {
        if (RedisFixture.CHOSEN == Server.CLUSTER) {
            var program = RedisFixture.isOnPath() ? Server.PATH : Server.EMBEDDED;
            return new TestRedis(RedisCluster.start(program, MASTERS, replicas));
        }
        var master =
                RedisProcess.start(RedisFixture.CHOSEN, List.of(IN_MEMORY, LeastPrivilege.line(RedisFixture.CHOSEN)));
        if (replicas == 0) return new TestRedis(List.of(master), List.of());
        var follow = "replicaof " + RedisProcess.HOST + ' ' + master.port();
        var replica = RedisProcess.start(RedisFixture.CHOSEN, List.of(IN_MEMORY, follow));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> master.command("INFO", "replication").contains("state=online"));
        return new TestRedis(List.of(master), List.of(replica));
    }

    /// Whether tests run on a cluster.
    static boolean isCluster() {
        return RedisFixture.CHOSEN == Server.CLUSTER;
    }

    /// How many serve.
    int servers() {
        return masters.size();
    }

    private RedisServers where() {
        var uris = masters.stream().map(RedisProcess::uri).toList();
        return cluster == null ? RedisServers.of(uris.getFirst()) : new RedisServers.Cluster(uris);
    }

    /// For the user that operators are told to give a gateway.
    RedisSettings settings(Duration commandTimeout) {
        return new RedisSettings(
                where(),
                LeastPrivilege.USERNAME,
                () -> LeastPrivilege.PASSWORD,
                null,
                RedisSettings.DEFAULT_PREFIX,
                RedisSettings.DEFAULT_PARTITIONS,
                commandTimeout);
    }

    /// As a configuration has it, within `redis`.
    String configured() {
        if (cluster == null) return "uri: \"" + masters.getFirst().uri() + '"';
        return masters.stream()
                .map(master -> "\"" + master.uri() + '"')
                .collect(Collectors.joining(", ", "uris: [", "]"));
    }

    /// What the masters reply, one after the other, each in lines of its own.
    String ask(String... words) throws IOException {
        var replies = new ArrayList<String>();
        for (var master : masters) replies.add(master.command(words));
        return String.join("\n", replies);
    }

    /// Has each master, or the one that holds something like that, say "OK" to this.
    void order(String... words) throws IOException {
        assertThat(ask(words)).contains("OK");
    }

    /// The names of the keys with this in them.
    String keysNaming(String part) throws IOException {
        return ask("KEYS", '*' + part + '*').strip();
    }

    /// Bytes that each master may use; 0: all that there are.
    void maxMemory(long bytes) throws IOException {
        order("CONFIG", "SET", "maxmemory", Long.toString(bytes));
    }

    /// Has a master keep so many bytes of nobody's, beside which what it needs for itself is little.
    void fill(int bytes) throws IOException {
        assertThat(ask("SETRANGE", FILLER, Integer.toString(bytes - 1), "x")).contains(Integer.toString(bytes));
    }

    /// Bytes that the fullest master uses.
    long usedMemory() throws IOException {
        return ask("INFO", "memory")
                .lines()
                .filter(line -> line.startsWith("used_memory:"))
                .mapToLong(line -> Long.parseLong(line.substring("used_memory:".length())))
                .max()
                .orElseThrow();
    }

    void stop() {
        masters.forEach(RedisProcess::kill);
    }

    /// Those that were stopped serve again, and hold nothing.
    void startAgain() throws IOException {
        for (int i = 0; i < masters.size(); i++) {
            masters.set(i, masters.get(i).startAgain().awaitPong());
        }
        if (cluster != null) cluster.awaitOk();
    }

    /// Masters do not answer, and end no connection, as on a machine that swaps.
    void freeze() throws Exception {
        for (var master : masters) master.freeze();
    }

    void thaw() throws Exception {
        for (var master : masters) master.thaw();
    }

    void freezeReplicas() throws Exception {
        for (var replica : replicas) replica.freeze();
    }

    void thawReplicas() throws Exception {
        for (var replica : replicas) replica.thaw();
    }

    @Override
    public void close() throws IOException {
        for (var server : masters) server.close();
        for (var replica : replicas) replica.close();
    }
}
