package dev.opportune.ratelimiter.redis;

import static dev.opportune.ratelimiter.redis.RawCommands.call;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.opportune.ratelimiter.fixture.RedisFixture;
import io.lettuce.core.ScriptOutputType;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A server that has more to do than it can must not be given more for that reason, or it stays behind.
class SlowServerIT {

    private static final Duration TIMEOUT = Duration.ofMillis(500);
    /// Longer than the first connection is given, and less than the second.
    private static final Duration SILENCE = TIMEOUT.plus(TIMEOUT.dividedBy(4));

    private static final Pattern ADDED = Pattern.compile("cmdstat_zadd:calls=(\\d+)");

    /// Holds Redis up for as many microseconds as its argument says.
    private static final byte[] BUSY = """
            local function now() local t = redis.call('TIME'); return t[1] * 1000000 + t[2] end
            local ends = now() + tonumber(ARGV[1])
            while now() < ends do end
            return 1
            """.getBytes(US_ASCII);

    @RegisterExtension
    private static final RedisFixture redis = RedisFixture.ofOneServer();

    private final AtomicInteger lost = new AtomicInteger();
    private RedisLane lane;

    @BeforeEach
    void connect() throws Exception {
        var its = redis.settings;
        var settings = new RedisSettings(its.servers(), null, null, null, its.prefix(), its.partitions(), TIMEOUT);
        lane = redis.onLane(() -> {
            var made = redis.lane(settings, new Losses());
            return made.whenConnected().map(made);
        });
    }

    @AfterEach
    void close() throws Exception {
        var _ = redis.onLane(lane::close);
    }

    @Test
    void a_script_whose_reply_is_late_is_not_sent_once_more_while_its_connection_lives() throws Exception {
        giveOneUp();
        var _ = redis.onLane(this::present); // the server has the script from here on
        long before = runs();

        var late = catchThrowable(() -> redis.onLane(() -> {
            var _ = busy(SILENCE);
            return present();
        }));

        assertThat(late).hasCauseInstanceOf(StorageUnavailableException.class);
        var _ = redis.onLane(() -> busy(Duration.ZERO)); // all that went before it has run
        assertThat(runs() - before).isOne();
    }

    @Test
    void there_is_more_patience_after_each_connection_that_was_given_up() throws Exception {
        giveOneUp();
        assertThat(catchThrowable(() -> redis.onLane(() -> busy(SILENCE)))).isNotNull();
        var _ = redis.onLane(this::present);
        assertThat(lost).hasValue(1);
    }

    private void giveOneUp() throws Exception {
        var _ = catchThrowable(() -> redis.onLane(() -> busy(SILENCE)));
        await().untilAsserted(() -> assertThat(lost).hasValue(1));
        var _ = redis.onLane(lane::whenConnected);
    }

    private Future<Long> busy(Duration time) {
        var micros = Long.toString(time.toNanos() / 1000).getBytes(US_ASCII);
        return call(lane, new byte[0], c -> c.eval(BUSY, ScriptOutputType.INTEGER, new byte[0][], micros));
    }

    private Future<List<Object>> present() {
        byte[][] keys = {lane.keys().fleet()};
        return lane.run(
                Script.PRESENT, keys, "l".getBytes(US_ASCII), "1000".getBytes(US_ASCII), "+".getBytes(US_ASCII));
    }

    /// How often the server has run the script, which is the only one here that adds to a sorted set.
    private static long runs() throws Exception {
        var stats = redis.onLane(() -> call(redis.lane, new byte[0], c -> c.info("commandstats")));
        return ADDED.matcher(stats)
                .results()
                .mapToLong(it -> Long.parseLong(it.group(1)))
                .sum();
    }

    private final class Losses implements RedisListener {

        @Override
        public void lost() {
            lost.incrementAndGet();
        }
    }
}
