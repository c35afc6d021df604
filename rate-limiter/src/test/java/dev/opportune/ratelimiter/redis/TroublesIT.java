package dev.opportune.ratelimiter.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.opportune.ratelimiter.fixture.LeastPrivilege;
import dev.opportune.ratelimiter.fixture.MostlyWaits;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.fixture.RedisFixture.Server;
import dev.opportune.ratelimiter.fixture.RedisProcess;
import dev.opportune.ratelimiter.redis.RedisFitness.Durability;
import io.vertx.core.Future;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/// What is told of a Redis that does not take what it is given, in its own words.
@MostlyWaits
@ParameterizedClass
@MethodSource("dev.opportune.ratelimiter.fixture.RedisFixture#processes")
class TroublesIT {

    private static final RedisFixture loop = RedisFixture.ofOneServer();
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(NodeHealth.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Parameter
    private Server which;

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Map<Trouble, Integer> counted = new ConcurrentHashMap<>();
    private final List<RedisLane> lanes = new ArrayList<>();

    /// Servers as lines name them.
    private final Set<String> asked = new HashSet<>();

    private RedisProcess redis;
    private RedisHealth health;

    @BeforeEach
    void start() throws Exception {
        redis = RedisProcess.start(which, List.of("save 3600 1", "rdbcompression no", LeastPrivilege.line(which)));
        logged.start();
        LOG.setLevel(Level.INFO);
        LOG.addAppender(logged);
    }

    @AfterEach
    void stop() throws Exception {
        LOG.detachAppender(logged);
        LOG.setLevel(null);
        for (var lane : lanes) {
            var _ = loop.onLane(lane::close);
        }
        redis.close();
    }

    @AfterAll
    static void end() throws Exception {
        loop.close();
    }

    @Test
    void a_full_redis() throws Exception {
        begin();
        outage(
                () -> command("CONFIG", "SET", "maxmemory", "1"),
                () -> command("CONFIG", "SET", "maxmemory", "0"),
                Trouble.OOM,
                "is full, and takes nothing new: OOM command not allowed when used memory > 'maxmemory'");
    }

    @Test
    void one_that_was_made_a_replica() throws Exception {
        begin();
        outage(
                () -> command("REPLICAOF", "127.0.0.1", "1"),
                () -> command("REPLICAOF", "NO", "ONE"),
                Trouble.READONLY,
                "is a replica, and takes no writes: READONLY You can't write against a read only replica");
    }

    @Test
    void one_without_the_replicas_that_it_must_have() throws Exception {
        begin();
        outage(
                () -> command("CONFIG", "SET", "min-replicas-to-write", "1"),
                () -> command("CONFIG", "SET", "min-replicas-to-write", "0"),
                Trouble.NOREPLICAS,
                "has fewer replicas than it must have to take writes: NOREPLICAS Not enough good replicas to write");
    }

    @Test
    void one_that_cannot_save() throws Exception {
        begin();
        outage(
                () -> {
                    try (var files = Files.walk(redis.folder())) {
                        for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                    var _ = command("BGSAVE");
                    await().until(() -> command("INFO", "persistence").contains("rdb_last_bgsave_status:err"));
                    return "OK";
                },
                () -> command("CONFIG", "SET", "stop-writes-on-bgsave-error", "no"),
                Trouble.MISCONF,
                "cannot save to its disk, and takes no writes: MISCONF ");
    }

    @Test
    void one_whose_user_may_run_no_scripts() throws Exception {
        begin();
        var command = RedisFixture.runsFunctions(which) ? "fcall" : "evalsha";
        outage(
                () -> command("ACL", "SETUSER", "opportune", "-" + command),
                () -> command("ACL", "SETUSER", "opportune", "+" + command),
                Trouble.NOPERM,
                "does not let this user run what a gateway runs: NOPERM ");
        var _ = command("ACL", "SETUSER", "opportune", "-eval");
        if (RedisFixture.runsFunctions(which)) {
            var _ = command("ACL", "SETUSER", "opportune", "-function|list");
        }
        var _ = command("SCRIPT", "FLUSH");
        assertThatThrownBy(() -> begin()).rootCause().hasMessageContainingAll("NOPERM", "'eval'");
    }

    @Test
    void one_whose_user_may_not_write() throws Exception {
        begin();
        outage(
                () -> command("ACL", "SETUSER", "opportune", "-set"),
                () -> command("ACL", "SETUSER", "opportune", "+set"),
                Trouble.NOPERM,
                "does not let this user run what a gateway runs: ");
    }

    @Test
    void one_that_is_held_up_by_somebodys_script() throws Exception {
        var _ = command("CONFIG", "SET", "lua-time-limit", "20");
        begin();
        outage(
                () -> {
                    var _ = Thread.startVirtualThread(() -> {
                        var _ = command("EVAL", "while true do end", "0");
                    });
                    await().ignoreExceptions().until(() -> command("GET", "x").startsWith("-BUSY"));
                    return "OK";
                },
                () -> command("SCRIPT", "KILL"),
                Trouble.BUSY,
                "is held up by a script: BUSY Redis is busy running a script.");
    }

    @Test
    void a_wrong_password_an_unknown_host_and_a_closed_port_are_told_at_start_in_plain_words() throws Exception {
        assertThatThrownBy(() -> begin(redis.uri(), () -> "wrong"))
                .rootCause()
                .isInstanceOf(RedisFitness.UnfitException.class)
                .hasMessageEndingWith("does not take this user name and password: WRONGPASS invalid username-password"
                        + " pair or user is disabled");
        assertThatThrownBy(() -> begin(URI.create("redis://nowhere.invalid:6379"), () -> LeastPrivilege.PASSWORD))
                .rootCause()
                .hasMessage("Redis at redis://nowhere.invalid:6379 does not answer: it is not reachable: there is no"
                        + " host of this name");
        assertThatThrownBy(() -> begin(URI.create("redis://127.0.0.1:1"), () -> LeastPrivilege.PASSWORD))
                .rootCause()
                .hasMessage("Redis at redis://127.0.0.1:1 does not answer: it is not reachable: connection refused");
        assertThat(counted.keySet()).contains(Trouble.WRONGPASS, Trouble.UNKNOWN_HOST, Trouble.UNREACHABLE);
        assertThat(warnings()).noneMatch(line -> line.contains("wrong"));
        // A connection may also break while it opens, which is told besides.
        for (var word : List.of("WRONGPASS", "there is no host of this name", "connection refused")) {
            assertThat(warnings()).filteredOn(line -> line.contains(word)).hasSize(1);
        }
    }

    @Test
    void one_that_is_loading_its_data_is_waited_for() throws Exception {
        var script = "for i = 1, 3000 do redis.call('SET', 'k' .. i, string.rep('x', 40000)) end";
        var _ = redis.command("EVAL", script, "0");
        var _ = redis.command("SAVE");
        redis.kill();
        // 12 s, which is longer than a start waits for what is not there; it says so each 2 MB
        redis = redis.startAgain("--key-load-delay", "4000");
        begin();
        assertThat(counted).containsKey(Trouble.LOADING);
        assertThat(warnings()).anyMatch(line -> line.contains("is loading its data: LOADING Redis is loading"));
    }

    /// Tells of it in what `/readyz` says, once in the log, and in the count; and of its end.
    private void outage(Supplier<String> begins, Supplier<String> ends, Trouble trouble, String told) throws Exception {
        var lane = lanes.getLast();
        assertThat(loop.onLane(lane::reach).outage()).isEmpty();
        assertThat(begins.get()).isEqualTo("OK");
        for (int i = 0; i < 3; i++) {
            assertThat(loop.onLane(lane::reach).outage())
                    .get()
                    .asString()
                    .startsWith("Redis at 127.0.0.1:" + redis.port() + " " + told);
        }
        assertThat(warnings()).singleElement().asString().startsWith("Redis at 127.0.0.1:" + redis.port() + " " + told);
        assertThat(counted.get(trouble)).isGreaterThanOrEqualTo(1);
        assertThat(ends.get()).isEqualTo("OK");
        await().atMost(PATIENCE)
                .until(() -> loop.onLane(lane::reach).outage().isEmpty()
                        && infos().stream().anyMatch(line -> line.endsWith("again")));
        assertThat(warnings()).hasSize(1);
    }

    private String command(String... words) {
        try {
            return redis.command(words);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<String> warnings() {
        return logged("WARN");
    }

    private List<String> infos() {
        return logged("INFO");
    }

    private List<String> logged(String level) {
        return List.copyOf(logged.list).stream()
                .filter(event -> event.getLevel().toString().equals(level))
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> asked.stream().anyMatch(line::contains)) // others may run meanwhile
                .toList();
    }

    private void begin() throws Exception {
        begin(redis.uri(), () -> LeastPrivilege.PASSWORD);
    }

    private void begin(URI uri, Supplier<String> password) throws Exception {
        asked.add(" " + uri.getHost() + ":" + uri.getPort() + " ");
        var settings = new RedisSettings(
                RedisServers.of(uri),
                LeastPrivilege.USERNAME,
                password,
                null,
                RedisSettings.DEFAULT_PREFIX,
                RedisSettings.DEFAULT_PARTITIONS,
                Duration.ofSeconds(5)); // a shared machine may pause
        health = new RedisHealth(settings.servers(), Durability.MEMORY);
        var lane = loop.onLane(() -> Future.succeededFuture(loop.lane(settings, health, new Counts())));
        lanes.add(lane);
        var _ = loop.onLane(() -> RedisFitness.check(lane));
    }

    private final class Counts implements RedisListener {
        @Override
        public void failed(Trouble why) {
            counted.merge(why, 1, Integer::sum);
        }
    }
}
