package dev.opportune.ratelimiter.event;

import static dev.opportune.ratelimiter.redis.RawCommands.call;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Outcome;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.User.Device;
import dev.opportune.ratelimiter.User.Permission;
import dev.opportune.ratelimiter.device.DeviceNews;
import dev.opportune.ratelimiter.device.DeviceNews.Kind;
import dev.opportune.ratelimiter.device.DeviceTokenBytes;
import dev.opportune.ratelimiter.event.Event.DeviceLost;
import dev.opportune.ratelimiter.event.Event.SendSettled;
import dev.opportune.ratelimiter.fixture.AwaitedSends;
import dev.opportune.ratelimiter.fixture.AwaitedUsers;
import dev.opportune.ratelimiter.fixture.Policies;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.redis.Packed;
import dev.opportune.ratelimiter.send.Admit;
import dev.opportune.ratelimiter.send.Ending;
import dev.opportune.ratelimiter.send.Scan;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What is told of sends and devices, and how it is read, on a real Redis with a moved clock.
class EventsIT {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Admit.InlineDevice INLINE = new Admit.InlineDevice("app", "t9");

    private static final Policy policy = Policies.of("""
            version: "7"
            categories: {alert: {class: critical, ttl: PT1H, quiet_hours: ignore, consent: none}}
            """);

    private static long now;

    @RegisterExtension
    private static final RedisFixture redis = new RedisFixture();

    private static final AwaitedUsers users = redis.users(() -> now);
    private static final RedisEvents events = new RedisEvents(redis.lane);

    private AwaitedSends sends = sends(EventRetention.DEFAULT);

    private static AwaitedSends sends(EventRetention retention) {
        return redis.sends("lane-1", retention, () -> now);
    }

    @BeforeEach
    void clean() {
        now = NOON.toEpochMilli();
    }

    @Test
    void a_settled_send_is_told_with_its_outcomes_and_once() throws Exception {
        var held = admit("u", INLINE, new Admit.InlineDevice("app", "t8"), new Admit.InlineDevice("app", "t7"));
        var deliveries = new ArrayList<>(held.lease().deliveries());
        deliveries.set(0, deliveries.get(0).with(Outcome.ACCEPTED, "", "1", now));
        deliveries.set(1, deliveries.get(1).with(Outcome.ACCEPTED, "", "2", now));
        var settlement = new Ending.Settlement(1, SendState.ACCEPTED, "why", deliveries, List.of());
        for (int times = 0; times < 2; times++) {
            assertThat(redis.onLane(() -> sends.store().settle(held.sendId(), "u", settlement)))
                    .isTrue();
        }
        var told = (SendSettled) all().getFirst();
        assertThat(told)
                .isEqualTo(new SendSettled(
                        told.id(),
                        now,
                        held.sendId(),
                        new About("u", "alert", "campaign", "ref", "7", "caller"),
                        SendState.ACCEPTED,
                        "why",
                        3,
                        Map.of(Outcome.ACCEPTED, 2)));
        assertThat(all()).hasSize(1);
    }

    @Test
    void a_device_that_died_is_told_with_its_device_token_and_by_its_name() throws Exception {
        register("phone", "t1");
        var held = admit("u");
        now += 5;
        settle(held, "u", new DeviceNews("app", "t1", Kind.INVALIDATED, "Unregistered", now - 2));
        var told = (DeviceLost) all().getLast();
        assertThat(told)
                .isEqualTo(new DeviceLost(
                        told.id(),
                        now,
                        Kind.INVALIDATED,
                        "u",
                        "app",
                        "phone",
                        "t1",
                        "Unregistered",
                        now - 2,
                        "caller"));
        assertThat(told.toString()).doesNotContain("t1");
    }

    @Test
    void a_device_of_the_request_that_died_is_told_without_a_name() throws Exception {
        settle(admit("nobody", INLINE), "nobody", news("t9", Kind.INVALIDATED));
        assertThat(((DeviceLost) all().getLast()).deviceId()).isNull();
        assertThat(users.find("nobody")).isEmpty();
    }

    @Test
    void a_reader_of_some_gets_as_many_of_them_as_it_asked_for_and_goes_on_behind_the_others() throws Exception {
        for (int i = 0; i < 9; i++) settle(admit("u", INLINE), "u");
        var every = all();
        var some = List.of(every.get(1), every.get(4), every.get(7));

        var first = (Events.Page) redis.onLane(() -> events.read(null, 1, some::contains));
        var rest = (Events.Page) redis.onLane(() -> events.read(first.cursor(), 100, some::contains));

        assertThat(first.events()).containsExactly(every.get(1));
        assertThat(rest.events()).containsExactly(every.get(4), every.get(7));
        assertThat(((Events.Page) redis.onLane(() -> events.read(rest.cursor(), 100, _ -> true))).events())
                .isEmpty();
    }

    @Test
    void a_device_is_told_to_be_in_quarantine_when_it_gets_there_and_not_again() throws Exception {
        register("phone", "t1");
        var first = admit("u");
        var second = admit("u");
        assertThat(park(first, news("t1", Kind.QUARANTINED))).isTrue();
        assertThat(park(first, news("t1", Kind.QUARANTINED))).as("a repeat").isTrue();
        settle(second, "u", news("t1", Kind.QUARANTINED));
        assertThat(all()).extracting(e -> e.getClass().getSimpleName()).containsExactly("DeviceLost", "SendSettled");
        assertThat(((DeviceLost) all().getFirst()).kind()).isEqualTo(Kind.QUARANTINED);
    }

    @Test
    void nothing_is_told_of_a_device_that_was_registered_again_or_is_proven() throws Exception {
        register("phone", "t1");
        var held = admit("u");
        var outdated = news("t1", Kind.INVALIDATED);
        now += 1;
        register("phone", "t1");
        settle(held, "u", outdated, news("t1", Kind.PROVEN));
        assertThat(all()).hasOnlyElementsOfType(SendSettled.class);
    }

    @Test
    void what_is_cancelled_erased_or_suppressed_at_its_release_is_told() throws Exception {
        var cancelled = admit("u", tomorrow());
        assertThat(redis.onLane(() -> sends.store().cancel(cancelled.sendId(), "u")))
                .isEqualTo(Ending.Cancelled.CANCELLED);
        register("phone", "t1");
        var erased = admit("u", tomorrow());
        users.erase("u");
        var expired = admit("u", tomorrow());
        now += Duration.ofDays(3).toMillis();
        wakeAndClaim(expired);
        assertThat(all().stream().map(SendSettled.class::cast))
                .extracting(SendSettled::sendId, SendSettled::state, SendSettled::reason)
                .containsExactly(
                        tuple(cancelled.sendId(), SendState.CANCELLED, null),
                        tuple(erased.sendId(), SendState.CANCELLED, "erased"),
                        tuple(expired.sendId(), SendState.EXPIRED, "expired"));
    }

    @Test
    void a_send_that_is_suppressed_at_once_is_not_told_for_its_caller_knows() throws Exception {
        admit("unknown-user");
        assertThat(all()).isEmpty();
    }

    @Test
    void sends_are_settled_and_told_in_a_full_redis() throws Exception {
        register("phone", "t1");
        var held = admit("u");
        redis.maxMemory("1");
        try {
            settle(held, "u", news("t1", Kind.INVALIDATED));
        } finally {
            redis.maxMemory("0");
        }
        assertThat(all()).hasSize(2);
        assertThat(users.find("u").orElseThrow().devices()).isEmpty();
    }

    @Test
    void a_reader_that_goes_on_from_its_cursor_misses_nothing_and_keeps_the_order() throws Exception {
        var random = new SplittableRandom(1);
        var expected = new HashMap<String, List<String>>(); // by user, and so by partition
        var seen = new HashMap<String, List<String>>();
        var ids = new HashSet<String>();
        String cursor = null;
        for (int round = 0; round < 20; round++) {
            for (int n = random.nextInt(30); n > 0; n--) {
                var user = "user-" + Math.min(random.nextInt(40), random.nextInt(40));
                var held = admit(user, INLINE);
                settle(held, user);
                expected.computeIfAbsent(user, _ -> new ArrayList<>()).add(held.sendId());
            }
            cursor = readInto(seen, ids, cursor, 1 + random.nextInt(40));
        }
        for (int left = 1; left > 0; ) {
            int before = ids.size();
            cursor = readInto(seen, ids, cursor, 7);
            left = ids.size() - before;
        }
        assertThat(seen).isEqualTo(expected);
    }

    private static String readInto(Map<String, List<String>> seen, Set<String> ids, @Nullable String cursor, int most)
            throws Exception {
        var page = read(cursor, most);
        assertThat(page.events()).hasSizeLessThanOrEqualTo(most);
        for (var event : page.events()) {
            assertThat(ids.add(event.id())).as("a new event").isTrue();
            var settled = (SendSettled) event;
            seen.computeIfAbsent(settled.about().user(), _ -> new ArrayList<>()).add(settled.sendId());
        }
        return page.cursor();
    }

    @Test
    void a_busy_partition_leaves_room_for_the_others() throws Exception {
        for (int i = 0; i < 100; i++) settle(admit("busy", INLINE), "busy");
        settle(admit("quiet", INLINE), "quiet");
        var first = read(null, 20);
        var second = read(first.cursor(), 20);
        var read = new ArrayList<>(first.events());
        read.addAll(second.events());
        assertThat(read).extracting(e -> ((SendSettled) e).about().user()).contains("quiet");
    }

    @Test
    void a_page_ends_where_it_has_its_bytes_and_the_next_goes_on() throws Exception {
        var token = "~".repeat(4_000); // kept as it is
        for (int i = 0; i < 100; i++) addLost("user-" + i, token);
        var users = new HashSet<String>();
        String cursor = null;
        for (int pages = 0; users.size() < 100; pages++) {
            assertThat(pages).isLessThan(100);
            var page = read(cursor, 1_000);
            assertThat(page.events().size() * token.length()).isLessThan(RedisEvents.PAGE_BYTES + 2 * token.length());
            for (var event : page.events()) {
                assertThat(users.add(((DeviceLost) event).user())).isTrue();
            }
            cursor = page.cursor();
        }
    }

    @Test
    void pages_that_are_read_at_once_are_as_those_that_are_read_one_after_the_other() throws Exception {
        for (int i = 0; i < 50; i++) addLost("user-" + i, "t");
        var together = redis.onLane(() -> Future.all(IntStream.range(0, 8)
                .mapToObj(_ -> events.read(null, 30, _ -> true))
                .toList()));
        assertThat(together.<Events.Page>list())
                .allSatisfy(page -> assertThat(page).isEqualTo(together.resultAt(0)));
    }

    private static void addLost(String user, String token) throws Exception {
        var keys = redis.lane.keys();
        var lost = new Packed()
                .array(8)
                .put("i")
                .put(now)
                .put(user)
                .put("app")
                .put("phone")
                .put(DeviceTokenBytes.pack(token))
                .put("why")
                .put(now)
                .bytes();
        var key = keys.events(keys.partitionOf(user));
        var _ = redis.onLane(() -> call(redis.lane, key, c -> c.xadd(key, Map.of("e".getBytes(UTF_8), lost))));
    }

    @Test
    void a_partition_keeps_no_more_than_it_may_and_none_when_that_is_none() throws Exception {
        sends = sends(new EventRetention(100, Duration.ofHours(1)));
        for (int i = 0; i < 500; i++) settle(admit("u", INLINE), "u");
        assertThat(all()).hasSizeBetween(100, 200);
        redis.flush();
        sends = sends(new EventRetention(0, Duration.ofHours(1)));
        settle(admit("u", INLINE), "u", news("t9", Kind.INVALIDATED));
        assertThat(all()).isEmpty();
    }

    @Test
    void events_end_with_their_age() throws Exception {
        sends = sends(new EventRetention(4_000, Duration.ofMillis(50)));
        settle(admit("u", INLINE), "u");
        var keys = redis.lane.keys();
        var key = keys.events(keys.partitionOf("u"));
        long livesMillis = redis.onLane(() -> call(redis.lane, key, c -> c.pttl(key)));
        assertThat(livesMillis).isLessThanOrEqualTo(50);
        for (int i = 0; i < 150; i++) settle(admit("u", INLINE), "u");
        await().until(() -> all().isEmpty());
    }

    @Test
    void old_events_go_while_new_ones_come() throws Exception {
        sends = sends(new EventRetention(100_000, Duration.ofMillis(100)));
        settle(admit("u", INLINE), "u");
        var first = all().getFirst().id();
        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            settle(admit("u", INLINE), "u");
            return all().stream().noneMatch(event -> event.id().equals(first));
        });
    }

    @Test
    void a_reader_stops_before_an_event_that_it_does_not_know() throws Exception {
        settle(admit("u", INLINE), "u");
        var keys = redis.lane.keys();
        var key = keys.events(keys.partitionOf("u"));
        var later = new Packed().array(1).put("later").bytes();
        var _ = redis.onLane(() -> call(redis.lane, key, c -> c.xadd(key, Map.of("e".getBytes(UTF_8), later))));
        settle(admit("u", INLINE), "u");
        var first = read(null, 10);
        assertThat(first.events()).hasSize(1);
        assertThat(read(first.cursor(), 10).events()).isEmpty();
    }

    @Test
    void what_is_no_cursor_is_told_so() throws Exception {
        assertThat(redis.onLane(() -> events.read("nonsense", 1, _ -> true))).isInstanceOf(Events.NoCursor.class);
    }

    private static List<Event> all() throws Exception {
        return read(null, 1000).events();
    }

    private static Events.Page read(@Nullable String after, int most) throws Exception {
        return (Events.Page) redis.onLane(() -> events.read(after, most, _ -> true));
    }

    private static void register(String deviceId, String deviceToken) throws Exception {
        users.putDevice("u", new Device(deviceId, "app", deviceToken, Permission.AUTHORIZED, NOON, null, null));
    }

    private static DeviceNews news(String deviceToken, Kind kind) {
        return new DeviceNews("app", deviceToken, kind, "because", now);
    }

    private static Moment tomorrow() {
        return new Moment.Absolute(NOON.plus(Duration.ofDays(1)), null, null);
    }

    @CanIgnoreReturnValue
    private Admit.Reply.Decided admit(String user, Admit.InlineDevice... devices) throws Exception {
        return admit(user, Moment.Absolute.UNSAID, List.of(devices));
    }

    private Admit.Reply.Decided admit(String user, Moment moment) throws Exception {
        return admit(user, moment, List.of(INLINE));
    }

    private Admit.Reply.Decided admit(String user, Moment moment, List<Admit.InlineDevice> devices) throws Exception {
        return sends.admit(sends.request(user, "alert", moment, devices, null), policy);
    }

    private void settle(Admit.Reply.Decided held, String user, DeviceNews... news) throws Exception {
        assertThat(sends.settle(held, user, SendState.REJECTED, news)).isTrue();
    }

    private boolean park(Admit.Reply.Decided held, DeviceNews... news) throws Exception {
        return sends.park(held, "u", now + 5000, news);
    }

    private void wakeAndClaim(Admit.Reply.Decided waiting) throws Exception {
        assertThat(sends.wake(waiting.sendId())).isEqualTo(Scan.Woken.READY);
        sends.claim(waiting.sendId(), policy);
    }
}
