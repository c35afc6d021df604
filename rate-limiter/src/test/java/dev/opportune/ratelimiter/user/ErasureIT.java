package dev.opportune.ratelimiter.user;

import static dev.opportune.ratelimiter.fixture.Said.NOTHING;
import static dev.opportune.ratelimiter.fixture.Said.promotional;
import static dev.opportune.ratelimiter.fixture.Said.said;
import static dev.opportune.ratelimiter.redis.RawCommands.onAll;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.User.Device;
import dev.opportune.ratelimiter.User.Permission;
import dev.opportune.ratelimiter.User.Profile;
import dev.opportune.ratelimiter.fixture.AwaitedSends;
import dev.opportune.ratelimiter.fixture.AwaitedUsers;
import dev.opportune.ratelimiter.fixture.Policies;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import dev.opportune.ratelimiter.send.Admit;
import dev.opportune.ratelimiter.send.Ending;
import dev.opportune.ratelimiter.send.Scan;
import dev.opportune.ratelimiter.user.Users.Change;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What an erasure takes and what it leaves, on a real Redis with a moved clock.
class ErasureIT {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant TOMORROW = NOON.plus(Duration.ofDays(1));

    private static final Policy policy = Policies.of("""
            version: "1"
            caps: {day: {limit: 500, window: P1D}}
            categories: {news: {class: promotional, ttl: P2D, caps: [day]}}
            """);

    private static long now;

    @RegisterExtension
    private static final RedisFixture redis = new RedisFixture();

    private static final AwaitedUsers users = redis.users(() -> now);
    private static final AwaitedSends sends = redis.sends("lane-1", () -> now);

    @BeforeEach
    void clean() {
        now = NOON.toEpochMilli();
    }

    @Test
    void an_erasure_leaves_no_key_of_the_user_but_receipts() throws Exception {
        users.putProfile("u", NOTHING);
        users.putDevice("u", new Device("d", "shop", "t", Permission.AUTHORIZED, NOON, null, null));
        users.patchPreferences("u", promotional(set(true)));
        var shown = admit("u", Moment.Absolute.UNSAID);
        settle(shown);
        var waiting = admit("u", tomorrow());
        var ready = admit("u", tomorrow());
        now = TOMORROW.toEpochMilli();
        assertThat(sends.wake(ready.sendId())).isEqualTo(Scan.Woken.READY);

        assertThat(users.erase("u")).isTrue();

        assertThat(users.find("u")).isEmpty();
        assertThat(keys()).hasSize(3).allMatch(key -> key.contains("}:r:"));
        assertThat(sends.receipt(shown.sendId()).state()).isEqualTo(SendState.ACCEPTED);
        for (var parked : List.of(waiting, ready)) {
            assertThat(sends.receipt(parked.sendId()).state()).isEqualTo(SendState.CANCELLED);
            assertThat(sends.receipt(parked.sendId()).reason()).isEqualTo("erased");
            assertThat(sends.receipt(parked.sendId()).about().user()).isEqualTo("u");
        }
    }

    @Test
    void an_erasure_of_a_user_who_has_everything_leaves_nothing_but_receipts_and_idempotency_records()
            throws Exception {
        var taken = new Device("old", "shop", "shared", Permission.AUTHORIZED, NOON, null, null);
        users.putDevice("other", taken);
        for (var id : List.of("phone", "tablet")) {
            users.putDevice("u", new Device(id, "shop", "t-" + id, Permission.AUTHORIZED, NOON, null, null));
        }
        users.putDevice("u", taken);
        users.erase("other");
        users.putProfile("u", new Profile(null, "de", null, "{\"a\":1}", null));
        users.putPreferences("u", said(set(true), Map.of(), Map.of("day", set(3)), "app"));
        var shown = admit("u", Moment.Absolute.UNSAID);
        settle(shown);
        var keyed = request("u", tomorrow(), new Admit.Idempotency("key", "digest"));
        sends.admit(keyed, policy);
        assertThat(users.history("u")).hasSize(2);
        assertThat(users.export("u").orElseThrow().user().devices()).hasSize(3);
        now += Duration.ofMinutes(2).toMillis(); // floors of registrations just made are kept a minute

        assertThat(users.erase("u")).isTrue();

        assertThat(keys()).hasSize(3).allMatch(key -> key.contains("}:r:") || key.contains("}:i:"));
        assertThat(users.export("u")).isEmpty();
    }

    private static <T> Change<T> set(T value) {
        return new Change.Set<>(value);
    }

    @Test
    void other_users_of_the_partition_keep_what_is_theirs() throws Exception {
        var other = samePartitionAs("u");
        users.putProfile(other, NOTHING);
        var waiting = admit(other, tomorrow());
        users.putProfile("u", NOTHING);
        admit("u", tomorrow());
        assertThat(users.erase("u")).isTrue();
        assertThat(users.find(other)).isPresent();
        assertThat(redis.onLane(() -> sends.store().cancel(waiting.sendId(), other)))
                .isEqualTo(Ending.Cancelled.CANCELLED);
    }

    @Test
    void what_a_lane_holds_is_left_to_it() throws Exception {
        users.putProfile("u", NOTHING);
        var held = admit("u", Moment.Absolute.UNSAID);
        assertThat(users.erase("u")).isTrue();
        settle(held);
        assertThat(sends.receipt(held.sendId()).state()).isEqualTo(SendState.ACCEPTED);
        assertThat(keys()).hasSize(1);
    }

    @Test
    void there_is_nothing_to_erase_twice() throws Exception {
        users.putProfile("u", NOTHING);
        assertThat(users.erase("u")).isTrue();
        assertThat(users.erase("u")).isFalse();
        assertThat(users.erase("nobody")).isFalse();
    }

    @Test
    void more_parked_sends_than_one_script_ends_are_all_cancelled() throws Exception {
        int count = 2 * Erasure.SENDS_A_ROUND + 1;
        var _ = redis.onLane(() -> {
            var all = new ArrayList<Future<Admit.Reply>>();
            for (int i = 0; i < count; i++) all.add(sends.store().admit(request("u", tomorrow()), policy));
            return Future.all(all);
        });
        assertThat(users.erase("u")).isTrue();
        assertThat(keys()).hasSize(count).allMatch(key -> key.contains("}:r:"));
    }

    @Test
    void an_erasure_works_in_a_full_redis() throws Exception {
        users.putProfile("u", NOTHING);
        var waiting = admit("u", tomorrow());
        redis.maxMemory("1");
        try {
            assertThatThrownBy(() -> users.putProfile("v", NOTHING))
                    .hasCauseInstanceOf(StorageUnavailableException.class)
                    .cause()
                    .extracting(cause -> ((StorageUnavailableException) cause).mayHaveRun())
                    .isEqualTo(false);
            assertThat(users.erase("u")).isTrue();
        } finally {
            redis.maxMemory("0");
        }
        assertThat(sends.receipt(waiting.sendId()).state()).isEqualTo(SendState.CANCELLED);
    }

    @CanIgnoreReturnValue
    private static Admit.Reply.Decided admit(String user, Moment moment) throws Exception {
        return sends.admit(request(user, moment), policy);
    }

    private static Moment tomorrow() {
        return new Moment.Absolute(TOMORROW, null, null);
    }

    private static Admit.Request request(String user, Moment moment) {
        return request(user, moment, null);
    }

    private static Admit.Request request(String user, Moment moment, Admit.@Nullable Idempotency key) {
        return sends.request(user, "news", moment, List.of(new Admit.InlineDevice("shop", "t")), key);
    }

    private static void settle(Admit.Reply.Decided held) throws Exception {
        assertThat(sends.settle(held, "u", SendState.ACCEPTED)).isTrue();
    }

    /// All but the events and floors of partitions.
    private static List<String> keys() throws Exception {
        return redis.onLane(() -> onAll(redis.lane, c -> c.keys("*"))).stream()
                .flatMap(List::stream)
                .map(key -> new String(key, UTF_8))
                .filter(key -> !key.endsWith("}:e") && !key.endsWith("}:f"))
                .toList();
    }

    private static String samePartitionAs(String user) {
        var keys = redis.lane.keys();
        for (int i = 0; ; i++) {
            if (keys.partitionOf("v" + i) == keys.partitionOf(user)) return "v" + i;
        }
    }
}
