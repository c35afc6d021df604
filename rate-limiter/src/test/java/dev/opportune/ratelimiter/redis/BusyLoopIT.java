package dev.opportune.ratelimiter.redis;

import static dev.opportune.ratelimiter.redis.RawCommands.call;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.fixture.RedisFixture;
import io.lettuce.core.ScriptOutputType;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A loop that is busy, turn after turn, for longer than a command may take, as that of a cold gateway is.
class BusyLoopIT {

    private static final Duration TIMEOUT = Duration.ofMillis(300);

    /// How often a lane looks for what is lost.
    private static final long TICK_MS = 20;

    /// Holds Redis up for 200 ms: the reply comes in time, and when the loop has looked for it already.
    private static final String SLOW = """
            local function now() local t = redis.call('TIME'); return t[1] * 1000000 + t[2] end
            local ends = now() + 200000
            while now() < ends do end
            return 1
            """;

    @RegisterExtension
    private static final RedisFixture redis = RedisFixture.ofOneServer();

    private final Promise<Long> answer = Promise.promise();
    private RedisLane lane;
    /// 0: it is not connected yet.
    private final AtomicInteger turns = new AtomicInteger();

    @Test
    void a_reply_that_came_in_time_is_not_lost_while_it_lies_unread() throws Exception {
        var its = redis.settings;
        var settings = new RedisSettings(its.servers(), null, null, null, its.prefix(), its.partitions(), TIMEOUT);
        var connected = redis.onLane(() -> {
            // Begun at the same time as the lane's own look, so that it comes right before that, in the same turn.
            long timer = redis.vertx.setPeriodic(TICK_MS, _ -> turn());
            lane = redis.lane(settings);
            return lane.whenConnected().map(timer);
        });
        turns.set(1);

        assertThat(redis.onLane(answer::future)).isOne();
        redis.vertx.cancelTimer(connected);
        var _ = redis.onLane(lane::close);
    }

    private void turn() {
        int turn = turns.get();
        if (turn == 0) return;
        turns.set(turn + 1);
        switch (turn) {
            case 1 ->
                call(lane, new byte[0], c -> c.<Long>eval(SLOW.getBytes(US_ASCII), ScriptOutputType.INTEGER))
                        .onComplete(answer);
            case 2 -> beBusy(Duration.ofMillis(100));
            case 3 -> beBusy(TIMEOUT.plusMillis(100));
            default -> {}
        }
    }

    private static void beBusy(Duration time) {
        long ends = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < ends) Thread.onSpinWait();
    }
}
