package dev.opportune.ratelimiter.redis;

import static dev.opportune.ratelimiter.redis.RawCommands.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.ratelimiter.fixture.FaultProxy;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.redis.RedisListener.Outcome;
import io.lettuce.core.ScriptOutputType;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a connection to Redis tells of its commands and of itself.
class RedisListenerIT {

    @RegisterExtension
    private static final RedisFixture redis = RedisFixture.ofOneServer();

    private final Heard heard = new Heard();
    private FaultProxy proxy;
    private RedisLane lane;

    @BeforeEach
    void open() throws Exception {
        proxy = new FaultProxy(redis.uri());
        var settings = new RedisSettings(proxy.uri());
        lane = redis.onLane(() -> Future.succeededFuture(redis.lane(settings, heard)));
        var _ = redis.onLane(lane::whenConnected);
    }

    @AfterEach
    void close() throws Exception {
        var _ = redis.onLane(lane::close);
        proxy.close();
    }

    @Test
    void a_reply_is_heard_of_once_with_how_long_it_took() throws Exception {
        var _ = redis.onLane(() -> call(lane, new byte[0], c -> c.get(new byte[0])));
        assertThat(heard.outcomes).containsExactly(Outcome.OK);
        assertThat(heard.nanos).allMatch(it -> it > 0);
        assertThat(heard.connections).containsExactly("opened");
    }

    @Test
    void a_command_that_is_wrong_has_failed_and_a_script_that_is_not_known_yet_has_not() throws Exception {
        var wrong = redis.onLane(() -> call(
                        lane,
                        new byte[0],
                        c -> c.dispatch(
                                io.lettuce.core.protocol.CommandType.GET,
                                new io.lettuce.core.output.StatusOutput<>(
                                        io.lettuce.core.codec.ByteArrayCodec.INSTANCE)))
                .transform(done -> Future.succeededFuture(done.failed())));
        var unknown =
                redis.onLane(() -> call(lane, new byte[0], c -> c.evalsha("0".repeat(40), ScriptOutputType.INTEGER))
                        .transform(done -> Future.succeededFuture(done.failed())));
        assertThat(wrong).isTrue();
        assertThat(unknown).isTrue();
        assertThat(heard.outcomes).containsExactly(Outcome.FAILED, Outcome.OK);
    }

    @Test
    void a_command_without_a_reply_is_lost_and_its_connection_too() throws Exception {
        proxy.fallSilent();
        assertThat(redis.onLane(lane::answers)).isFalse();
        assertThat(heard.outcomes).containsExactly(Outcome.LOST);
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            var _ = redis.onLane(lane::answers);
            return heard.connections.contains("lost");
        });
    }

    @Test
    void without_a_connection_nothing_is_sent_and_the_attempts_to_have_one_are_heard_of() throws Exception {
        proxy.goAway();
        await().atMost(Duration.ofSeconds(20)).until(() -> heard.connections.contains("failed"));
        assertThat(redis.onLane(lane::answers)).isFalse();
        assertThat(heard.outcomes).containsExactly(Outcome.NOT_SENT);
        proxy.comeBack();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> heard.connections.getLast().equals("opened"));
        assertThat(heard.connections).startsWith("opened", "lost", "failed");
    }

    private static final class Heard implements RedisListener {
        private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
        private final List<Long> nanos = new CopyOnWriteArrayList<>();
        private final List<String> connections = new CopyOnWriteArrayList<>();

        @Override
        public void ended(Outcome outcome, long took) {
            outcomes.add(outcome);
            nanos.add(took);
        }

        @Override
        public void opened() {
            connections.add("opened");
        }

        @Override
        public void couldNotOpen() {
            connections.add("failed");
        }

        @Override
        public void lost() {
            connections.add("lost");
        }

        @Override
        public void left() {
            connections.add("left");
        }
    }
}
