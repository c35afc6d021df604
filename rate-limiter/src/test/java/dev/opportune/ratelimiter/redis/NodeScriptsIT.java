package dev.opportune.ratelimiter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.opportune.ratelimiter.fixture.LeastPrivilege;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.fixture.RedisProcess;
import dev.opportune.ratelimiter.redis.RedisFitness.Durability;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.slf4j.LoggerFactory;

/// How scripts run on a server that has functions: the `redis-server` of the PATH, where there is one.
@EnabledIf("dev.opportune.ratelimiter.fixture.RedisFixture#isOnPath")
class NodeScriptsIT {

    private static final RedisFixture.Server WITH_FUNCTIONS = RedisFixture.Server.PATH;
    private static final RedisFixture loop = RedisFixture.ofOneServer();
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(NodeHealth.class);
    private static final String OF_ANOTHER_RELEASE = "opportune_0f0f0f0f";
    private static final String OF_SOMEBODY_ELSE = "shop";

    private final List<RedisLane> lanes = new ArrayList<>();
    private RedisProcess redis;
    private RedisHealth health;

    @BeforeEach
    void start() throws Exception {
        redis = RedisProcess.start(WITH_FUNCTIONS, List.of("save \"\"", LeastPrivilege.line(WITH_FUNCTIONS)));
        health = new RedisHealth(RedisServers.of(redis.uri()), Durability.MEMORY);
    }

    @AfterEach
    void stop() throws Exception {
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
    void they_are_functions_of_one_library() throws Exception {
        var lane = begin();
        runs(lane);
        assertThat(libraries()).containsExactly(FunctionLibrary.NAME);
        assertThat(redis.command("INFO", "commandstats"))
                .contains("cmdstat_fcall:")
                .doesNotContain("cmdstat_eval");
    }

    @Test
    void a_library_that_is_gone_is_loaded_again_by_whoever_misses_it() throws Exception {
        var lane = begin();
        command("FUNCTION", "FLUSH");
        var _ = loop.onLane(() -> Future.all(List.of(run(lane), run(lane), run(lane))));
        assertThat(libraries()).containsExactly(FunctionLibrary.NAME);
        assertThat(redis.command("INFO", "commandstats"))
                .as("loaded at the start, and once for the three that missed it")
                .contains("cmdstat_function|load:calls=2,")
                .doesNotContain("cmdstat_eval");
    }

    @Test
    void where_the_library_cannot_be_loaded_scripts_run_by_their_sha() throws Exception {
        var lane = begin();
        command("FUNCTION", "FLUSH");
        command("CONFIG", "SET", "maxmemory", "1");
        var freed = loop.onLane(
                () -> lane.run(Script.PRESENT, new byte[][] {lane.keys().fleet()}, gone()));
        assertThat(ScriptReply.word(freed)).isEqualTo("present");
        assertThat(libraries()).isEmpty();

        command("CONFIG", "SET", "maxmemory", "0");
        runs(lane);
        assertThat(libraries()).containsExactly(FunctionLibrary.NAME);
    }

    @Test
    void a_start_removes_the_libraries_of_other_releases_and_no_one_elses() throws Exception {
        for (var library : List.of(OF_ANOTHER_RELEASE, OF_SOMEBODY_ELSE)) {
            redis.command(
                    "FUNCTION",
                    "LOAD",
                    "#!lua name=" + library + "\nredis.register_function('" + library
                            + "_try', function() return 1 end)");
        }
        runs(begin());
        assertThat(libraries()).containsExactlyInAnyOrder(OF_SOMEBODY_ELSE, FunctionLibrary.NAME);
    }

    @Test
    void a_user_who_may_use_no_functions_runs_scripts_by_their_sha_and_the_log_says_so_once() throws Exception {
        var logged = new ListAppender<ILoggingEvent>();
        logged.start();
        LOG.addAppender(logged);
        try {
            command("ACL", "SETUSER", LeastPrivilege.USERNAME, "-function|list", "-function|load", "-fcall");
            runs(begin());
            runs(begin());
        } finally {
            LOG.detachAppender(logged);
        }
        assertThat(redis.command("INFO", "commandstats")).contains("cmdstat_evalsha:");
        assertThat(logged.list)
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .asString()
                .contains("lets its user use no functions", "docs/operations.md");
    }

    private RedisLane begin() throws Exception {
        var settings = new RedisSettings(
                RedisServers.of(redis.uri()),
                LeastPrivilege.USERNAME,
                () -> LeastPrivilege.PASSWORD,
                null,
                RedisSettings.DEFAULT_PREFIX,
                RedisSettings.DEFAULT_PARTITIONS,
                Duration.ofSeconds(5)); // a shared machine may pause
        var lane = loop.onLane(() -> Future.succeededFuture(loop.lane(settings, health, RedisListener.NONE)));
        lanes.add(lane);
        var _ = loop.onLane(() -> RedisFitness.check(lane));
        return lane;
    }

    private static void runs(RedisLane lane) throws Exception {
        assertThat(ScriptReply.word(loop.onLane(() -> run(lane)))).isEqualTo("tried");
    }

    private static Future<List<Object>> run(RedisLane lane) {
        return lane.run(Script.TRY, new byte[][] {lane.keys().tried(0)});
    }

    /// A lane says that it is not there.
    private static byte[][] gone() {
        return new byte[][] {{'l'}, {'0'}, {'-'}};
    }

    private List<String> libraries() throws IOException {
        var lines = redis.command("FUNCTION", "LIST").lines().toList();
        return IntStream.range(1, lines.size())
                .filter(i -> lines.get(i - 1).equals("library_name"))
                .mapToObj(lines::get)
                .toList();
    }

    private void command(String... words) throws IOException {
        assertThat(redis.command(words)).isEqualTo("OK");
    }
}
