package dev.opportune.ratelimiter.webhook;

import static dev.opportune.ratelimiter.redis.RawCommands.call;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.webhook.Following.Followed;
import dev.opportune.ratelimiter.webhook.Following.Held;
import dev.opportune.ratelimiter.webhook.Following.Standing;
import dev.opportune.ratelimiter.webhook.WebhookStore.Asked;
import dev.opportune.ratelimiter.webhook.WebhookStore.Step;
import io.lettuce.core.XAddArgs;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Who follows a partition's events, how far, and what becomes of those that cannot be delivered.
class WebhookStoreIT {

    private static final int PARTITION = 7;
    private static final Duration LEASE = Duration.ofSeconds(10);
    /// Of a kind that there is not yet.
    private static final byte[] UNKNOWN = {(byte) 0x91, (byte) 0xa1, 122};

    private static final Letter LETTER = new Letter("7-1-0", 5, 3, "500", new byte[] {1});

    @RegisterExtension
    private static final RedisFixture redis = new RedisFixture();

    private static long now;

    private final WebhookStore one = store("one");
    private final WebhookStore other = store("other");
    private final DeadLetters deadLetters = new DeadLetters(redis.storage(() -> now));

    private static WebhookStore store(String name) {
        return new WebhookStore(redis.storage(() -> now), name);
    }

    @BeforeEach
    void begin() {
        now = 1_000_000;
    }

    @Test
    void another_follows_only_when_the_lease_is_over_and_then_the_former_moves_nothing() throws Exception {
        add("1-0", "2-0");
        var first = followed(one);
        assertThat(await(() -> other.follow(PARTITION, LEASE, asked(), (_, _) -> {})))
                .isEqualTo(new Held(LEASE.toMillis()));
        assertThat(move(one, first.fence(), "0-0", "1-0").isMine()).isTrue();
        now += LEASE.toMillis();
        var second = followed(other);
        assertThat(second.fence()).isGreaterThan(first.fence());
        assertThat(second.standings().getFirst().position()).isEqualTo("1-0");
        assertThat(move(other, second.fence(), "1-0", "2-0").isMine()).isTrue();

        assertThat(move(one, first.fence(), "1-0", "2-0").isMine()).isFalse();
        assertThat(move(one, first.fence(), "2-0", "1-0").isMine()).isFalse();
        assertThat(followed(other).standings().getFirst().position()).isEqualTo("2-0");
        assertThat(followed(other).fence()).isEqualTo(second.fence());
    }

    @Test
    void one_that_leaves_is_followed_by_another_at_once_and_one_that_does_not_follow_leaves_nothing() throws Exception {
        var first = followed(one);
        var _ = await(() -> other.leave(PARTITION));
        assertThat(await(() -> other.follow(PARTITION, LEASE, asked(), (_, _) -> {})))
                .isInstanceOf(Held.class);
        var _ = await(() -> one.leave(PARTITION));
        assertThat(followed(other).fence()).isGreaterThan(first.fence());
    }

    @Test
    void a_step_counts_once_however_often_it_is_said_and_none_is_left_out() throws Exception {
        add("1-0", "2-0", "3-0");
        long fence = followed(one).fence();
        for (int times = 0; times < 2; times++) {
            var moved =
                    await(() -> one.advance(PARTITION, "hook", fence, new Step("0-0", "1-0", 1, Optional.of(LETTER))));
            assertThat(moved).isEqualTo(new WebhookStore.Moved(true, 0));
        }
        assertThat(move(one, fence, "2-0", "3-0").isMine()).isFalse();
        var standing = followed(one).standings().getFirst();
        assertThat(standing).isEqualTo(new Standing("1-0", "2-0", 0, 0, 1, 0));
        assertThat(await(() -> one.events(PARTITION, "1-0", 10)))
                .extracting(WebhookStore.Read::position)
                .containsExactly("2-0", "3-0");
    }

    @Test
    void what_is_trimmed_before_it_was_delivered_is_counted_and_told_until_it_was_heard() throws Exception {
        add("1-0", "2-0", "3-0", "4-0", "5-0");
        long fence = followed(one).fence();
        assertThat(move(one, fence, "0-0", "1-0").isMine()).isTrue();
        assertThat(followed(one).standings().getFirst().lost()).isZero();
        trimTo(1); // 2, 3 and 4 were never delivered
        var lost = followed(one).standings().getFirst();
        assertThat(lost.lost()).isEqualTo(counts() ? 3 : 1);
        assertThat(lost.told()).isZero();
        assertThat(followed(one).standings().getFirst().lost()).isEqualTo(lost.lost());
        var heard = followed(one, lost.lost()).standings().getFirst();
        assertThat(heard.told()).isEqualTo(lost.lost());
        assertThat(heard.next()).isEqualTo("5-0");
        assertThat(move(one, fence, "1-0", "5-0").isMine()).isTrue();
        trimTo(0);
        assertThat(followed(one).standings().getFirst().lost()).isEqualTo(lost.lost());
    }

    @Test
    void a_stream_that_ended_by_its_age_has_lost_what_was_left_of_it_and_nothing_else() throws Exception {
        add("1-0", "2-0", "3-0");
        long fence = followed(one).fence();
        assertThat(move(one, fence, "0-0", "1-0").isMine()).isTrue();
        assertThat(followed(one).standings().getFirst().next()).isEqualTo("2-0");
        var key = redis.lane.keys().events(PARTITION);
        var _ = await(() -> call(redis.lane, key, c -> c.del(key)));
        add("9-0");
        var standing = followed(one).standings().getFirst();
        assertThat(standing.lost()).isEqualTo(counts() ? 2 : 1);
        assertThat(standing.next()).isEqualTo("9-0");
        assertThat(move(one, fence, "1-0", "9-0").isMine()).isTrue();
        var _ = followed(one);
        var _ = await(() -> call(redis.lane, key, c -> c.del(key)));
        assertThat(followed(one).standings().getFirst().lost()).isEqualTo(standing.lost());
    }

    @Test
    void a_webhook_begins_with_the_oldest_event_that_is_kept() throws Exception {
        add("1-0", "2-0", "3-0");
        trimTo(2);
        assertThat(followed(one).standings().getFirst()).isEqualTo(new Standing("0-0", "2-0", 0, 0, 0, 0));
    }

    @Test
    void a_dead_letter_is_repeated_once_and_ends_delivered_or_dead_again() throws Exception {
        add("1-0", "2-0");
        long fence = followed(one).fence();
        dies(fence, "0-0", "1-0");
        dies(fence, "1-0", "2-0");
        var ids = await(() -> deadLetters.of(PARTITION, "hook")).stream()
                .map(DeadLetters.Dead::id)
                .toList();
        assertThat(await(() -> deadLetters.repeat(PARTITION, "hook", ids))).isEqualTo(2);
        assertThat(await(() -> deadLetters.repeat(PARTITION, "hook", ids))).isZero();
        assertThat(followed(one).standings().getFirst().lettersAgain()).isEqualTo(2);

        var again = await(() -> one.lettersAgain(PARTITION, "hook", "", 10));
        for (int times = 0; times < 2; times++) {
            var _ = await(() -> one.end(PARTITION, "hook", fence, again.get(0).id(), Optional.empty()));
            var _ = await(() -> one.end(PARTITION, "hook", fence, again.get(1).id(), Optional.of(LETTER)));
        }
        var standing = followed(one).standings().getFirst();
        assertThat(standing.lettersAgain()).isZero();
        assertThat(standing.deadLetters()).isEqualTo(1);
        var dead = await(() -> deadLetters.of(PARTITION, "hook")).getFirst();
        assertThat(dead.letter().fault()).isEqualTo("500");
        assertThat(await(() -> deadLetters.drop(PARTITION, "hook", List.of(dead.id()))))
                .isEqualTo(1);
        assertThat(await(() -> deadLetters.of(PARTITION, "hook"))).isEmpty();
    }

    @Test
    void of_too_many_dead_letters_the_oldest_go_and_that_is_told() throws Exception {
        long fence = followed(one).fence();
        int dropped = 0;
        var from = "0-0";
        for (int i = 1; i <= WebhookStore.MOST_DEAD_LETTERS + 3; i++) {
            var at = from;
            var to = i + "-0";
            dropped += await(() -> one.advance(PARTITION, "hook", fence, new Step(at, to, 1, Optional.of(LETTER))))
                    .dropped();
            from = to;
        }
        assertThat(dropped).isEqualTo(3);
        assertThat(await(() -> deadLetters.of(PARTITION, "hook"))).hasSize(WebhookStore.MOST_DEAD_LETTERS);
    }

    @Test
    void who_is_gone_is_remembered_until_somebody_says_otherwise() throws Exception {
        var gone = new GoneWebhooks(redis.storage(() -> now));
        var _ = await(() -> gone.put("hook", new GoneWebhooks.Gone("https://a", 5)));
        assertThat(await(gone::all)).isEqualTo(Map.of("hook", new GoneWebhooks.Gone("https://a", 5)));
        assertThat(await(() -> gone.remove("hook"))).isTrue();
        assertThat(await(() -> gone.remove("hook"))).isFalse();
        assertThat(await(gone::all)).isEmpty();
    }

    private void dies(long fence, String from, String to) throws Exception {
        var step = new Step(from, to, 1, Optional.of(LETTER));
        assertThat(await(() -> one.advance(PARTITION, "hook", fence, step)).isMine())
                .isTrue();
    }

    private static WebhookStore.Moved move(WebhookStore who, long fence, String from, String to) throws Exception {
        int events = Integer.parseInt(to.substring(0, 1)) - Integer.parseInt(from.substring(0, 1));
        return await(() -> who.advance(PARTITION, "hook", fence, new Step(from, to, events, Optional.empty())));
    }

    private static Followed followed(WebhookStore who) throws Exception {
        return followed(who, -1);
    }

    private static Followed followed(WebhookStore who, long told) throws Exception {
        return (Followed) await(() -> who.follow(PARTITION, LEASE, List.of(new Asked("hook", told)), (_, _) -> {}));
    }

    private static List<Asked> asked() {
        return List.of(new Asked("hook", -1));
    }

    private static boolean counts() throws Exception {
        return !redis.version().startsWith("redis_version:6");
    }

    private static void add(String... ids) throws Exception {
        var key = redis.lane.keys().events(PARTITION);
        for (var id : ids) {
            var at = new XAddArgs().id(id);
            var _ = await(() -> call(redis.lane, key, c -> c.xadd(key, at, Map.of("e".getBytes(UTF_8), UNKNOWN))));
        }
    }

    private static void trimTo(int most) throws Exception {
        var key = redis.lane.keys().events(PARTITION);
        var _ = await(() -> call(redis.lane, key, c -> c.xtrim(key, false, most)));
    }

    private static <T> T await(Callable<Future<T>> call) throws Exception {
        return redis.onLane(call);
    }
}
