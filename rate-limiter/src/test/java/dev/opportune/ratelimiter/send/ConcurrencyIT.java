package dev.opportune.ratelimiter.send;

import static dev.opportune.ratelimiter.redis.RawCommands.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.opportune.ratelimiter.Decision.Admitted;
import dev.opportune.ratelimiter.Decision.Suppressed;
import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Outcome;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.fixture.AtClock;
import dev.opportune.ratelimiter.fixture.FaultProxy;
import dev.opportune.ratelimiter.fixture.Policies;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.model.StoredCounts;
import dev.opportune.ratelimiter.policy.PolicyFile;
import dev.opportune.ratelimiter.redis.RedisLane;
import dev.opportune.ratelimiter.redis.RedisSettings;
import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Many clients at once, and connections that end between Redis' work and its reply.
class ConcurrencyIT {

    private static final int LANES = 8;
    private static final int LIMIT = 3;

    /// A caller gets its answer within a second; a machine that is shared with others gets another.
    private static final Duration SOON = Duration.ofSeconds(2);

    @RegisterExtension
    private static final RedisFixture redis = RedisFixture.ofOneServer();

    private static final Policy policy = Policies.of("""
            version: "1"
            caps: {a-day: {limit: 3, window: PT24H}}
            categories:
              offer: {class: promotional, caps: [a-day], ttl: PT2H}
              free:  {class: promotional, ttl: PT2H}
            """);

    private static List<RedisLane> lanes;
    private static List<SendStore> stores;
    private FaultProxy proxy;
    private RedisLane far;
    private SendStore farStore;

    @BeforeAll
    static void start() throws Exception {
        lanes = new ArrayList<>();
        for (int i = 0; i < LANES; i++) lanes.add(connected(redis.settings));
        stores = IntStream.range(0, LANES)
                .mapToObj(i -> store(lanes.get(i), "lane-" + i))
                .toList();
    }

    @AfterAll
    static void stop() throws Exception {
        for (var lane : lanes) {
            var _ = redis.onLane(lane::close);
        }
    }

    @BeforeEach
    void open() throws Exception {
        proxy = new FaultProxy(redis.uri());
        far = connected(new RedisSettings(proxy.uri()));
        farStore = store(far, "far");
    }

    @AfterEach
    void close() throws Exception {
        var _ = redis.onLane(far::close);
        proxy.close();
    }

    @Test
    void many_clients_of_one_user_are_given_the_caps_places_and_no_more() throws Exception {
        for (int round = 0; round < 20; round++) {
            var user = "u" + round;
            var replies = redis.onLane(() -> {
                var all = new ArrayList<Future<Admit.Reply>>();
                for (int i = 0; i < 160; i++) {
                    all.add(stores.get(i % LANES).admit(offer(user, newId(user), null), policy));
                }
                return Future.all(all).map(done -> done.<Admit.Reply.Decided>list());
            });
            assertThat(replies)
                    .filteredOn(reply -> reply.decision() instanceof Admitted)
                    .hasSize(LIMIT);
        }
    }

    @Test
    void copies_of_one_send_over_many_connections_are_admitted_once() throws Exception {
        var key = new Admit.Idempotency("key", "digest");
        var replies = redis.onLane(() -> {
            var all = new ArrayList<Future<Admit.Reply>>();
            for (int i = 0; i < 64; i++) all.add(stores.get(i % LANES).admit(offer("u", newId("u"), key), policy));
            return Future.all(all).map(done -> done.<Admit.Reply.Decided>list());
        });
        assertThat(replies).filteredOn(reply -> !reply.replayed()).hasSize(1);
        assertThat(replies).filteredOn(reply -> reply.lease() != null).hasSize(1);
        assertThat(replies)
                .extracting(Admit.Reply.Decided::sendId)
                .containsOnly(replies.getFirst().sendId());
        assertThat(replies)
                .extracting(Admit.Reply.Decided::decision)
                .containsOnly(replies.getFirst().decision());
        assertThat(used("u")).isEqualTo(1);
    }

    @Test
    void one_lane_alone_claims_a_ready_send() throws Exception {
        var sendId = newId("u");
        var _ = admit(stores.getFirst(), offer("u", sendId, null));
        var parked = redis.onLane(() -> stores.getFirst().park(sendId, "u", 1, 1, List.of(), List.of()));
        assertThat(parked).isTrue();
        var due = (Lookup.Known.Alive)
                redis.onLane(() -> stores.getFirst().find(sendId)).orElseThrow();
        List<Scan.Woken> woken = redis.onLane(() -> Future.all(
                        stores.stream().map(store -> store.wake(due.send())).toList())
                .map(done -> done.<Scan.Woken>list()));
        assertThat(woken).containsOnlyOnce(Scan.Woken.READY);
        var ready = (Lookup.Known.Alive)
                redis.onLane(() -> stores.getFirst().find(sendId)).orElseThrow();
        List<Claim.Reply> claims = redis.onLane(() -> Future.all(stores.stream()
                        .map(store -> store.claim(ready.send(), policy))
                        .toList())
                .map(done -> done.<Claim.Reply>list()));
        assertThat(claims).filteredOn(Claim.Reply.Leased.class::isInstance).hasSize(1);
        assertThat(claims).filteredOn(Claim.Reply.Gone.class::isInstance).hasSize(LANES - 1);
    }

    @Test
    void a_lost_reply_is_asked_for_again_and_counts_once() throws Exception {
        for (int i = 1; i <= LIMIT; i++) {
            proxy.cutReplies(1);
            var reply = admit(farStore, offer("u", newId("u"), null));
            assertThat(reply.decision()).isInstanceOf(Admitted.class);
            assertThat(reply.lease()).isNotNull();
            assertThat(proxy.repliesCut()).isEqualTo(i);
            assertThat(used("u")).isEqualTo(i);
        }
        proxy.cutReplies(1);
        assertThat(admit(farStore, offer("u", newId("u"), null)).decision()).isInstanceOf(Suppressed.class);
        assertThat(used("u")).isEqualTo(LIMIT);
    }

    @Test
    void a_lease_asked_for_again_forbids_the_quiet_hours_as_the_first_did() throws Exception {
        var quiet = PolicyFile.parse("""
                version: "1"
                defaults: {timezone: UTC, quiet_hours: "22:00-08:00"}
                categories: {offer: {class: promotional}}
                """, "test");
        var noon = Instant.parse("2026-11-22T12:00:00Z");
        var terms = new SendStore.Terms("noon", Duration.ofSeconds(30), Duration.ofHours(1), Duration.ofHours(1));
        var store = new SendStore(new AtClock(far, noon::toEpochMilli), terms);
        var request = offer("u", newId("u"), null);
        for (int cuts = 0; cuts <= 1; cuts++) {
            proxy.cutReplies(cuts);
            var reply = (Admit.Reply.Decided) redis.onLane(() -> store.admit(request, quiet));
            assertThat(reply.lease().holdUntilMillis())
                    .isEqualTo(noon.plus(Duration.ofHours(10)).toEpochMilli());
        }
    }

    @Test
    void two_lost_replies_leave_the_outcome_unknown_and_a_repeat_counts_no_more() throws Exception {
        var request = offer("u", newId("u"), null);
        proxy.cutReplies(2);
        var lost = failure(farStore, request);
        assertThat(lost.mayHaveRun()).isTrue();
        assertThat(used("u")).isEqualTo(1);
        await().ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(admit(farStore, request).decision()).isInstanceOf(Admitted.class));
        assertThat(used("u")).isEqualTo(1);
    }

    @Test
    void no_cut_of_any_connection_gives_more_than_the_caps_places() throws Exception {
        var told = new HashSet<String>();
        var asked = new ArrayList<String>();
        for (int round = 0; round < 15; round++) {
            proxy.cutReplies(round % 3);
            var ids = IntStream.range(0, 4).mapToObj(_ -> newId("u")).toList();
            asked.addAll(ids);
            List<Future<Admit.Reply>> replies = redis.onLane(() -> {
                List<Future<Admit.Reply>> all = ids.stream()
                        .map(id -> farStore.admit(offer("u", id, null), policy))
                        .toList();
                return Future.join(all).map(all).otherwise(all);
            });
            for (int i = 0; i < ids.size(); i++) {
                var reply = replies.get(i);
                if (reply.failed()) {
                    assertThat(reply.cause()).isInstanceOf(StorageUnavailableException.class);
                } else if (((Admit.Reply.Decided) reply.result()).lease() != null) {
                    told.add(ids.get(i));
                }
            }
            var _ = redis.onLane(() -> far.whenConnected());
        }
        var alive = new HashSet<String>();
        for (var id : asked) {
            var known = redis.onLane(() -> stores.getFirst().find(id));
            if (known.isPresent() && known.get() instanceof Lookup.Known.Alive) alive.add(id);
        }
        assertThat(alive).hasSize(LIMIT).containsAll(told);
        assertThat(used("u")).isEqualTo(LIMIT);
    }

    @Test
    void an_end_whose_reply_is_lost_gives_its_place_back_once() throws Exception {
        for (int i = 0; i < LIMIT; i++) {
            var _ = admit(stores.getFirst(), offer("u", newId("u"), null));
        }
        assertThat(used("u")).isEqualTo(LIMIT);
        redis.flush();
        var first = admit(farStore, offer("u", newId("u"), null));
        var second = admit(farStore, offer("u", newId("u"), null));
        assertThat(used("u")).isEqualTo(2);
        proxy.cutReplies(1);
        var deliveries = first.lease().deliveries().stream()
                .map(d -> new Delivery(
                        d.deviceId(), d.app(), d.deviceToken(), Outcome.REJECTED, "why", null, 1, 1, 0, false))
                .toList();
        var settlement = new Ending.Settlement(1, SendState.REJECTED, "", deliveries, List.of());
        assertThat(redis.onLane(() -> farStore.settle(first.sendId(), "u", settlement)))
                .isTrue();
        assertThat(used("u")).isEqualTo(1);
        proxy.cutReplies(1);
        var cancelled = redis.onLane(() -> farStore.disown(second.sendId(), "u"));
        assertThat(cancelled).isIn(Ending.Cancelled.CANCELLED, Ending.Cancelled.ENDED);
        assertThat(used("u")).isZero();
    }

    @Test
    void without_redis_every_call_fails_soon_and_after_its_return_they_work() throws Exception {
        proxy.goAway();
        var lost = failure(farStore, offer("u", newId("u"), null));
        assertThat(lost).isNotNull();
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(
                                failure(farStore, offer("u", newId("u"), null)).mayHaveRun())
                        .as("nothing was sent, so nothing has run")
                        .isFalse());
        proxy.comeBack();
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(admit(farStore, offer("u", newId("u"), null)))
                        .isNotNull());
    }

    @Test
    void a_redis_that_falls_silent_fails_calls_soon_and_a_new_connection_finds_the_next_one() throws Exception {
        proxy.fallSilent();
        assertThat(failure(farStore, offer("u", newId("u"), null)).mayHaveRun()).isTrue();
        proxy.speak();
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(admit(farStore, offer("u", newId("u"), null)))
                        .isNotNull());
    }

    private static StorageUnavailableException failure(SendStore store, Admit.Request request) {
        long askedNanos = System.nanoTime();
        var failure = catchThrowable(() -> admit(store, request));
        assertThat(Duration.ofNanos(System.nanoTime() - askedNanos)).isLessThan(SOON);
        assertThat(failure).isInstanceOf(ExecutionException.class);
        assertThat(failure.getCause()).isInstanceOf(StorageUnavailableException.class);
        return (StorageUnavailableException) failure.getCause();
    }

    /// How many sends the cap has counted, as Redis holds them.
    private static int used(String user) throws Exception {
        var lane = lanes.getFirst();
        var key = lane.keys().user(lane.keys().partitionOf(user), user);
        var packed = redis.onLane(() -> call(lane, key, c -> c.get(key)));
        return packed == null ? 0 : StoredCounts.read(packed).get("a-day").size();
    }

    private static Admit.Reply.Decided admit(SendStore store, Admit.Request request) throws Exception {
        return (Admit.Reply.Decided) redis.onLane(() -> store.admit(request, policy));
    }

    private static String newId(String user) {
        return stores.getFirst().newSendId(user);
    }

    private static RedisLane connected(RedisSettings settings) throws Exception {
        var lane = redis.onLane(() -> Future.succeededFuture(redis.lane(settings)));
        var _ = redis.onLane(lane::whenConnected);
        return lane;
    }

    private static SendStore store(RedisLane lane, String owner) {
        var terms = new SendStore.Terms(owner, Duration.ofSeconds(30), Duration.ofHours(1), Duration.ofHours(1));
        return new SendStore(lane, terms);
    }

    private static Admit.Request offer(String user, String sendId, Admit.@Nullable Idempotency key) {
        return new Admit.Request(
                sendId,
                user,
                "caller",
                key,
                "offer",
                null,
                null,
                null,
                Buffer.buffer("{}"),
                Moment.Absolute.UNSAID,
                List.of(new Admit.InlineDevice("app", "device-token")));
    }
}
