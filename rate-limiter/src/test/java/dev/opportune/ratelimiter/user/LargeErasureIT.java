package dev.opportune.ratelimiter.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.event.EventRetention;
import dev.opportune.ratelimiter.fixture.AwaitedSends;
import dev.opportune.ratelimiter.fixture.AwaitedUsers;
import dev.opportune.ratelimiter.fixture.Policies;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.fixture.RedisProcess;
import dev.opportune.ratelimiter.redis.RedisLane;
import dev.opportune.ratelimiter.redis.RedisServers;
import dev.opportune.ratelimiter.redis.RedisSettings;
import dev.opportune.ratelimiter.send.Admit;
import dev.opportune.ratelimiter.send.SendStore;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An erasure where much is parked beside it: 10,000 users with ten sends each, in one partition.
class LargeErasureIT {

    private static final Logger LOG = LoggerFactory.getLogger(LargeErasureIT.class);
    private static final int USERS = 10_000;
    private static final int SENDS_EACH = 10;
    private static final int OF_ONE = 1_000;
    private static final int AT_ONCE = 2_000;

    /// Of Redis' processor, in one go.
    private static final long MOST_MICROS = 5_000;

    private static final Policy POLICY = Policies.of("""
            version: "1"
            categories: {news: {class: promotional, ttl: P2D, quiet_hours: ignore, consent: none}}
            """);

    private static final RedisFixture loop = RedisFixture.ofOneServer();

    @Test
    void it_holds_redis_up_for_less_than_5_ms_at_a_time() throws Exception {
        try (var redis = RedisProcess.start(RedisFixture.Server.EMBEDDED, List.of("save \"\""))) {
            var lane = lane(redis);
            var hour = Duration.ofHours(1);
            var sends = new AwaitedSends(loop, new SendStore(lane, new SendStore.Terms("lane", hour, hour, hour)));
            var users = new AwaitedUsers(loop, new RedisUsers(lane, hour, EventRetention.DEFAULT, () -> "", null));
            park(sends, everybody());
            park(sends, List.of("much"), OF_ONE);

            double before = cpuMicros(redis);
            assertThat(users.erase("much")).isTrue();
            long step = Math.round((cpuMicros(redis) - before) / (OF_ONE / Erasure.SENDS_A_ROUND));
            LOG.info("each step of an erasure of {} parked sends took Redis {} µs", OF_ONE, step);
            assertThat(step).isLessThan(MOST_MICROS);

            double beforeSmall = cpuMicros(redis);
            assertThat(users.erase("u0")).isTrue();
            assertThat(cpuMicros(redis) - beforeSmall).isLessThan(MOST_MICROS);
            var _ = loop.onLane(lane::close);
        } finally {
            loop.close();
        }
    }

    private static RedisLane lane(RedisProcess redis) throws Exception {
        var settings = new RedisSettings(
                RedisServers.of(redis.uri()),
                null,
                null,
                null,
                RedisSettings.DEFAULT_PREFIX,
                1,
                Duration.ofSeconds(15));
        var lane = loop.onLane(() -> Future.succeededFuture(loop.lane(settings)));
        var _ = loop.onLane(lane::whenConnected);
        return lane;
    }

    private static List<String> everybody() {
        var all = new ArrayList<String>();
        for (int i = 0; i < USERS; i++) all.add("u" + i);
        return all;
    }

    private static void park(AwaitedSends sends, List<String> users) throws Exception {
        park(sends, users, SENDS_EACH);
    }

    private static void park(AwaitedSends sends, List<String> users, int each) throws Exception {
        var tomorrow = new Moment.Absolute(Instant.now().plus(Duration.ofDays(1)), null, null);
        var requests = new ArrayList<Admit.Request>();
        for (var user : users) {
            for (int i = 0; i < each; i++) requests.add(sends.request(user, "news", tomorrow));
        }
        for (int from = 0; from < requests.size(); from += AT_ONCE) {
            var some = requests.subList(from, Math.min(requests.size(), from + AT_ONCE));
            var _ = loop.onLane(() -> Future.all(
                    some.stream().map(it -> sends.store().admit(it, POLICY)).toList()));
        }
    }

    /// Which Redis has used: a shared machine may pause it, and counts that as no use.
    private static double cpuMicros(RedisProcess redis) throws Exception {
        return redis.command("INFO", "cpu")
                .lines()
                .filter(line -> line.startsWith("used_cpu_user:") || line.startsWith("used_cpu_sys:"))
                .mapToDouble(line -> 1e6 * Double.parseDouble(line.substring(line.indexOf(':') + 1)))
                .sum();
    }
}
