package dev.opportune.ratelimiter.redis;

import static dev.opportune.ratelimiter.fixture.Said.NOTHING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.opportune.ratelimiter.event.EventRetention;
import dev.opportune.ratelimiter.fixture.AwaitedUsers;
import dev.opportune.ratelimiter.fixture.LeastPrivilege;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.fixture.RedisFixture.Server;
import dev.opportune.ratelimiter.fixture.RedisProcess;
import dev.opportune.ratelimiter.redis.RedisFitness.Durability;
import dev.opportune.ratelimiter.user.RedisUsers;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// A Redis that was fit and is no more is named, and nobody is served from it.
@ParameterizedClass
@MethodSource("dev.opportune.ratelimiter.fixture.RedisFixture#processes")
class FitnessIT {

    private static final RedisFixture loop = RedisFixture.ofOneServer();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Parameter
    private Server which;

    private RedisProcess redis;
    private RedisLane lane;
    private AwaitedUsers users;

    private void begin(Durability durability, String appendOnly) throws Exception {
        redis = RedisProcess.start(
                which,
                List.of("save \"\"", "appendonly " + appendOnly, "appendfsync always", LeastPrivilege.line(which)));
        var settings = new RedisSettings(
                RedisServers.of(redis.uri()),
                LeastPrivilege.USERNAME,
                () -> LeastPrivilege.PASSWORD,
                null,
                RedisSettings.DEFAULT_PREFIX,
                RedisSettings.DEFAULT_PARTITIONS,
                RedisSettings.DEFAULT_COMMAND_TIMEOUT);
        var health = new RedisHealth(settings.servers(), durability);
        lane = loop.onLane(() -> Future.succeededFuture(loop.lane(settings, health, RedisListener.NONE)));
        var _ = loop.onLane(() -> RedisFitness.check(lane));
        users = new AwaitedUsers(
                loop, new RedisUsers(lane, Duration.ofHours(1), EventRetention.DEFAULT, () -> "", null));
        users.putProfile("u", NOTHING);
    }

    @AfterEach
    void stop() throws Exception {
        if (lane != null) {
            var _ = loop.onLane(lane::close);
        }
        redis.close();
    }

    @AfterAll
    static void end() throws Exception {
        loop.close();
    }

    @Test
    void one_that_comes_back_empty_tells_nobody_that_a_user_is_unknown() throws Exception {
        begin(Durability.AOF, "yes");
        redis.kill();
        var saved = redis;
        redis = RedisProcess.startInPlaceOf(saved, which);
        await().atMost(PATIENCE).until(() -> fault().contains("has come back empty"));
        assertThatThrownBy(() -> users.find("u"))
                .cause()
                .isInstanceOfSatisfying(
                        StorageUnavailableException.class,
                        e -> assertThat(e.mayHaveRun()).isFalse());
        assertThat(redis.command("EXISTS", "op:meta")).isEqualTo("0");

        redis.kill();
        redis.close();
        redis = saved.startAgain().awaitPong();
        await().atMost(PATIENCE).until(() -> fault().isEmpty());
        assertThat(users.find("u")).isPresent();
    }

    @Test
    void one_that_is_slow_to_answer_at_a_start_is_waited_for() throws Exception {
        begin(Durability.MEMORY, "no");
        redis.freeze();
        var checked = loop.onLane(() -> {
            var check = RedisFitness.check(lane);
            return Future.succeededFuture(check);
        });
        var overdue = System.nanoTime()
                + RedisSettings.DEFAULT_COMMAND_TIMEOUT.multipliedBy(2).toNanos();
        await().atMost(PATIENCE).until(() -> System.nanoTime() > overdue);
        assertThat(checked.isComplete()).isFalse();
        redis.thaw();
        await().atMost(PATIENCE).until(checked::succeeded);
    }

    @Test
    void one_that_is_emptied_is_found_out() throws Exception {
        begin(Durability.AOF, "yes");
        assertThat(redis.command("FLUSHALL")).isEqualTo("OK");
        await().atMost(PATIENCE).until(() -> fault().contains("has come back empty"));
        assertThatThrownBy(() -> users.find("u")).hasCauseInstanceOf(StorageUnavailableException.class);
    }

    @Test
    void one_of_which_nothing_is_claimed_begins_again() throws Exception {
        begin(Durability.MEMORY, "no");
        redis.kill();
        redis = redis.startAgain().awaitPong();
        await().atMost(PATIENCE).until(() -> fault().isEmpty());
        assertThat(users.find("u")).isEmpty();
        assertThat(redis.command("HGET", "op:meta", "partitions")).isEqualTo("256");
    }

    @Test
    void one_that_keeps_no_file_any_more_or_evicts_is_promised_nothing_from_and_what_was_promised_may_end()
            throws Exception {
        begin(Durability.AOF, "yes");
        broken("appendonly", "no", "yes", "has no append-only file");
        broken("maxmemory-policy", "allkeys-lru", "noeviction", "evicts keys when it is full");
    }

    private void broken(String setting, String wrong, String right, String told) throws Exception {
        assertThat(redis.command("CONFIG", "SET", setting, wrong)).isEqualTo("OK");
        await().atMost(PATIENCE).until(() -> fault().contains(told));
        assertThatThrownBy(() -> users.putProfile("u", NOTHING)).hasCauseInstanceOf(StorageUnavailableException.class);
        assertThat(users.find("u")).isPresent();
        assertThat(redis.command("CONFIG", "SET", setting, right)).isEqualTo("OK");
        await().atMost(PATIENCE).until(() -> fault().isEmpty());
        users.putProfile("u", NOTHING);
    }

    @Test
    void data_of_another_shape_is_not_touched() throws Exception {
        begin(Durability.MEMORY, "no");
        another("schema", "9", Meta.SCHEMA, "holds data of another schema: 9 (expected: " + Meta.SCHEMA);
        another("partitions", "64", "256", "holds data of another number of partitions: 64 (expected: 256");
    }

    private void another(String field, String wrong, String right, String told) throws Exception {
        assertThat(redis.command("HSET", "op:meta", field, wrong)).isEqualTo("0");
        await().atMost(PATIENCE).until(() -> fault().contains(told));
        assertThatThrownBy(() -> users.find("u")).hasCauseInstanceOf(StorageUnavailableException.class);
        assertThat(redis.command("HSET", "op:meta", field, right)).isEqualTo("0");
        await().atMost(PATIENCE).until(() -> fault().isEmpty());
        assertThat(users.find("u")).isPresent();
    }

    @Test
    void at_the_start_each_is_a_plain_sentence() throws Exception {
        begin(Durability.MEMORY, "no");
        assertThatThrownBy(() -> check(Durability.AOF))
                .rootCause()
                .hasMessage(
                        "Redis at 127.0.0.1:%d has no append-only file: a restart of it would lose admitted sends"
                                + " (expected: appendonly yes; or redis.durability: memory, to accept that)",
                        redis.port());
        assertThatThrownBy(() -> check(Durability.REPLICATED))
                .rootCause()
                .hasMessageContaining("has no replica: its loss would lose admitted sends");
        var _ = redis.command("HSET", "op:meta", "schema", "9");
        assertThatThrownBy(() -> check(Durability.MEMORY)).rootCause().hasMessageContaining("another schema: 9");
    }

    private void check(Durability durability) throws Exception {
        var servers = RedisServers.of(redis.uri());
        var health = new RedisHealth(servers, durability);
        var other = loop.onLane(
                () -> Future.succeededFuture(loop.lane(new RedisSettings(redis.uri()), health, RedisListener.NONE)));
        try {
            var _ = loop.onLane(() -> RedisFitness.check(other));
        } finally {
            var _ = loop.onLane(other::close);
        }
    }

    private String fault() throws Exception {
        return loop.onLane(lane::reach).outage().orElse("");
    }
}
