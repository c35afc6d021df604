package dev.opportune.ratelimiter.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.fixture.FaultProxy;
import dev.opportune.ratelimiter.fixture.LeastPrivilege;
import dev.opportune.ratelimiter.fixture.Policies;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.fixture.RedisFixture.Server;
import dev.opportune.ratelimiter.fixture.RedisProcess;
import dev.opportune.ratelimiter.redis.RedisFitness.Durability;
import dev.opportune.ratelimiter.send.Admit;
import dev.opportune.ratelimiter.send.SendStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What is promised with `redis.durability: replicated`, by a master, its replica and the link between them.
@ParameterizedClass
@MethodSource("dev.opportune.ratelimiter.fixture.RedisFixture#processes")
class ReplicationIT {

    private static final RedisFixture loop = RedisFixture.ofOneServer();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int WAVE = 50;

    private static final Policy POLICY = Policies.of("""
            version: "1"
            categories: {news: {class: transactional, quiet_hours: ignore, consent: none}}
            """);

    @Parameter
    private Server which;

    private RedisProcess master;
    private FaultProxy link;
    private RedisProcess replica;
    private RedisLane lane;
    private SendStore store;
    private final List<String> promised = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        var settings = List.of("save \"\"", "repl-diskless-sync-delay 0", LeastPrivilege.line(which));
        master = RedisProcess.start(which, settings);
        link = new FaultProxy(master.uri());
        replica = RedisProcess.start(which, settings);
        assertThat(replica.command(
                        "REPLICAOF", "127.0.0.1", Integer.toString(link.uri().getPort())))
                .isEqualTo("OK");
        await().atMost(PATIENCE)
                .until(() -> master.command("INFO", "replication").contains("state=online"));
        lane = lane();
        var _ = loop.onLane(() -> RedisFitness.check(lane));
        store = new SendStore(
                lane, new SendStore.Terms("lane", Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofHours(1)));
    }

    private RedisLane lane() throws Exception {
        var settings = new RedisSettings(
                RedisServers.of(master.uri()),
                LeastPrivilege.USERNAME,
                () -> LeastPrivilege.PASSWORD,
                null,
                RedisSettings.DEFAULT_PREFIX,
                RedisSettings.DEFAULT_PARTITIONS,
                RedisSettings.DEFAULT_COMMAND_TIMEOUT);
        var health = new RedisHealth(settings.servers(), Durability.REPLICATED);
        return loop.onLane(() -> Future.succeededFuture(loop.lane(settings, health, RedisListener.NONE)));
    }

    @AfterEach
    void stop() throws Exception {
        var _ = loop.onLane(lane::close);
        link.close();
        master.close();
        replica.close();
    }

    @AfterAll
    static void end() throws Exception {
        loop.close();
    }

    @Test
    void a_wave_of_sends_waits_together() throws Exception {
        long before = waits();
        assertThat(wave()).isEqualTo(WAVE);
        assertThat(waits() - before).isLessThan(WAVE / 2);
    }

    private long waits() throws Exception {
        return master.command("INFO", "commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_wait:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("cmdstat_wait:calls=(\\d+),.*", "$1")))
                .findFirst()
                .orElse(0);
    }

    @Test
    void while_the_replica_is_frozen_nothing_is_promised_and_then_it_is_again() throws Exception {
        assertThat(wave()).isEqualTo(WAVE);
        replica.freeze();
        try {
            for (int i = 0; i < 5; i++) assertThat(wave()).isZero();
            assertThat(loop.onLane(lane::reach).outage()).get().asString().contains("no replica that confirms in time");
        } finally {
            replica.thaw();
        }
        await().atMost(PATIENCE).until(() -> wave() == WAVE);
    }

    @Test
    void what_was_promised_is_there_when_the_replica_takes_over() throws Exception {
        assertThat(wave()).isEqualTo(WAVE);
        link.fallSilent();
        for (int i = 0; i < 3; i++) assertThat(wave()).isZero();
        master.kill();
        assertThat(replica.command("REPLICAOF", "NO", "ONE")).isEqualTo("OK");
        for (var sendId : promised) {
            int p = Integer.parseInt(sendId.substring(0, sendId.indexOf('-')), 16);
            var key = new String(lane.keys().send(p, sendId), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(replica.command("EXISTS", key)).as(key).isEqualTo("1");
        }
        assertThat(promised).hasSize(WAVE);
    }

    /// The link that waits may be to another server than the one that was written to.
    @Test
    void another_server_at_the_same_address_confirms_nothing_of_what_was_written_before() throws Exception {
        var node = loop.onLane(
                () -> Future.succeededFuture(lane.serving().iterator().next()));
        byte[][] tried = {lane.keys().tried(0)};
        boolean failed = loop.onLane(() -> node.write(Script.TRY, tried)
                .compose(_ -> {
                    node.isConnectedTo("another start");
                    return node.write(Script.TRY, tried);
                })
                .transform(done -> Future.succeededFuture(done.failed())));
        assertThat(failed).isTrue();
    }

    /// How many of a wave were admitted.
    private int wave() throws Exception {
        var requests = IntStream.range(0, WAVE).mapToObj(i -> request("u" + i)).toList();
        List<Future<Admit.Reply>> replies = loop.onLane(() -> {
            List<Future<Admit.Reply>> all =
                    requests.stream().map(it -> store.admit(it, POLICY)).toList();
            return Future.join(all).transform(_ -> Future.succeededFuture(all));
        });
        var admitted = replies.stream()
                .filter(Future::succeeded)
                .map(it -> ((Admit.Reply.Decided) it.result()).sendId())
                .toList();
        promised.addAll(admitted);
        return admitted.size();
    }

    private Admit.Request request(String user) {
        return new Admit.Request(
                store.newSendId(user),
                user,
                "test",
                null,
                "news",
                null,
                null,
                null,
                Buffer.buffer("{\"title\":\"t\"}"),
                Moment.Absolute.UNSAID,
                List.of(new Admit.InlineDevice("shop", "t-" + user)));
    }
}
