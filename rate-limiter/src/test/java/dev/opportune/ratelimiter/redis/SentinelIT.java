package dev.opportune.ratelimiter.redis;

import static dev.opportune.ratelimiter.redis.RawCommands.call;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.ratelimiter.fixture.LeastPrivilege;
import dev.opportune.ratelimiter.fixture.MostlyWaits;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.fixture.RedisFixture.Server;
import dev.opportune.ratelimiter.fixture.RedisProcess;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A master, a replica, and three sentinels that know which is which.
@MostlyWaits
class SentinelIT {

    private static final Logger LOG = LoggerFactory.getLogger(SentinelIT.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final byte[] KEY = "op:{0}:z".getBytes(UTF_8);

    private static RedisFixture fixture;

    private final List<RedisProcess> all = new ArrayList<>();
    private RedisProcess master;
    private RedisProcess replica;
    private List<RedisProcess> sentinels;
    private RedisLane lane;

    @BeforeEach
    void start() throws Exception {
        fixture = RedisFixture.ofOneServer();
        var server = RedisFixture.isOnPath() ? Server.PATH : Server.EMBEDDED;
        var settings = List.of("save \"\"", "repl-diskless-sync-delay 0", LeastPrivilege.line(server));
        master = started(RedisProcess.start(server, settings));
        replica = started(RedisProcess.start(server, settings));
        assertThat(replica.command("REPLICAOF", "127.0.0.1", Integer.toString(master.port())))
                .isEqualTo("OK");
        await().atMost(PATIENCE)
                .until(() -> replica.command("INFO", "replication").contains("master_link_status:up"));
        sentinels = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sentinels.add(started(RedisProcess.start(
                    server,
                    List.of(
                            "sentinel monitor shop 127.0.0.1 " + master.port() + " 2",
                            "sentinel down-after-milliseconds shop 500",
                            "sentinel failover-timeout shop 5000"),
                    "--sentinel")));
        }
        for (var sentinel : sentinels) {
            await().atMost(PATIENCE).until(() -> {
                var known = sentinel.command("SENTINEL", "MASTER", "shop");
                return known.contains("num-other-sentinels\n2") && known.contains("num-slaves\n1");
            });
        }
        lane = fixture.onLane(() -> Future.succeededFuture(fixture.lane(settings())));
        var _ = fixture.onLane(() -> RedisFitness.check(lane));
    }

    private RedisProcess started(RedisProcess process) {
        all.add(process);
        return process;
    }

    private RedisSettings settings() {
        var hosts = sentinels.stream().map(it -> "127.0.0.1:" + it.port()).collect(Collectors.joining(","));
        return new RedisSettings(
                URI.create("redis-sentinel://" + hosts + "/shop"),
                LeastPrivilege.USERNAME,
                () -> LeastPrivilege.PASSWORD,
                RedisSettings.DEFAULT_PREFIX,
                RedisSettings.DEFAULT_PARTITIONS,
                RedisSettings.DEFAULT_COMMAND_TIMEOUT);
    }

    @AfterEach
    void stop() throws Exception {
        if (lane != null) {
            var _ = fixture.onLane(lane::close);
        }
        for (var process : all) process.close();
        fixture.close();
    }

    @Test
    void a_master_that_is_killed_is_followed_by_its_replica() throws Exception {
        write();
        master.kill();
        awaitWrites();
        assertThat(replica.command("HGET", "op:{0}:z", "field")).isEqualTo("value");
    }

    @Test
    void a_master_that_falls_silent_is_followed_too_and_one_sentinel_is_enough_to_find_it() throws Exception {
        write();
        sentinels.getFirst().kill();
        master.freeze();
        awaitWrites();
        master.thaw();
        await().atMost(PATIENCE)
                .ignoreExceptions() // it ends its connections, too
                .until(() -> master.command("INFO", "replication").contains("role:slave"));
        for (int i = 0; i < 50; i++) write();
    }

    /// The name, or an address behind which a master was, leads to a replica: nothing would be written
    /// there for ever.
    @Test
    void a_master_that_was_demoted_is_left() throws Exception {
        write();
        assertThat(sentinels.get(1).command("SENTINEL", "FAILOVER", "shop")).isEqualTo("OK");
        awaitWrites();
    }

    private void write() throws Exception {
        var value = "value".getBytes(UTF_8);
        var _ = fixture.onLane(() -> call(lane, KEY, c -> c.hset(KEY, "field".getBytes(UTF_8), value)));
    }

    /// Until the replica is master and takes what the lane writes.
    private void awaitWrites() {
        long begunNanos = System.nanoTime();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .ignoreExceptions() // whoever is promoted ends its connections
                .until(() -> replica.command("INFO", "replication").contains("role:master"));
        long promotedNanos = System.nanoTime();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .ignoreExceptions()
                .until(() -> {
                    write();
                    return true;
                });
        LOG.info(
                "the failover took the sentinels {} ms, and callers {} ms more",
                TimeUnit.NANOSECONDS.toMillis(promotedNanos - begunNanos),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - promotedNanos));
    }
}
