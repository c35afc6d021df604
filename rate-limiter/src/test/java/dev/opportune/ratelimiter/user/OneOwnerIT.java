package dev.opportune.ratelimiter.user;

import static dev.opportune.ratelimiter.redis.RawCommands.call;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.User.Device;
import dev.opportune.ratelimiter.User.Permission;
import dev.opportune.ratelimiter.device.DeviceTokens;
import dev.opportune.ratelimiter.event.EventRetention;
import dev.opportune.ratelimiter.fixture.AtClock;
import dev.opportune.ratelimiter.fixture.Interleaving;
import dev.opportune.ratelimiter.fixture.Interleaving.Scripts;
import dev.opportune.ratelimiter.fixture.Interleaving.Staged;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.redis.RedisLane;
import dev.opportune.ratelimiter.user.Users.DeviceAnswer;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A device token has one owner, on a real Redis. Every order of the scripts of two users is tried, and some by chance
/// in which scripts run a second time at a later point and actors are lost.
///
/// Every order with such a fault (minutes): `-Dopportune.faults=1`; others by chance: `-Dopportune.seed=…`.
class OneOwnerIT {

    private static final int FAULTS = Integer.getInteger("opportune.faults", 0);
    private static final long SEED = Long.getLong("opportune.seed", 1);
    private static final int BY_CHANCE = 60;
    private static final int FAULTS_BY_CHANCE = 3;
    private static final long NOON = Instant.parse("2026-11-22T12:00:00Z").toEpochMilli();

    @RegisterExtension
    private static final RedisFixture redis = new RedisFixture();

    private static final AtomicInteger PEOPLE = new AtomicInteger();

    @Test
    void of_two_users_who_register_one_device_token_one_has_it() throws Exception {
        var actors = Map.of("a", Act.REGISTER, "b", Act.REGISTER);
        everyOrder(List.of(), actors, 1);
        everyOrder(List.of("a"), actors, 1);
    }

    @Test
    void a_device_token_of_a_third_user_goes_to_one_of_two() throws Exception {
        everyOrder(List.of("c"), Map.of("a", Act.REGISTER, "b", Act.REGISTER), 1);
    }

    @Test
    void a_device_that_is_deleted_while_another_user_registers_it_is_the_others() throws Exception {
        everyOrder(List.of("a"), Map.of("a", Act.DELETE, "b", Act.REGISTER), 1);
    }

    @Test
    void a_user_who_registers_a_device_twice_at_once_has_it_once() throws Exception {
        everyOrder(List.of("b"), Map.of("a", Act.REGISTER, "a again", Act.REGISTER), 1);
    }

    @Test
    void a_device_that_is_deleted_and_registered_at_once_is_there_or_not() throws Exception {
        everyOrder(List.of("a"), Map.of("a", Act.DELETE, "a again", Act.REGISTER), 0);
    }

    @Test
    void of_two_phones_that_get_one_device_token_the_former_ones_go() throws Exception {
        everyOrder(List.of("A", "B"), Map.of("a", Act.REGISTER, "b", Act.REGISTER), 1);
    }

    private enum Act {
        REGISTER,
        DELETE
    }

    /// @param before users who had the device token before, one after the other; in capitals, who has one of its own
    /// @param actors who do what, at once
    /// @param fewest owners at the end, when nobody was lost and at most one script repeated
    private static void everyOrder(List<String> before, Map<String, Act> actors, int fewest) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<java.util.concurrent.Future<?>>();
            for (var clock : List.<LongSupplier>of(() -> NOON, backwards())) {
                all.add(threads.submit(() -> {
                    var order = new Interleaving(redis, FAULTS, null);
                    do {
                        onePath(order, before, actors, fewest, clock);
                    } while (order.nextPath());
                    return order;
                }));
                all.add(threads.submit(() -> {
                    var order = new Interleaving(redis, FAULTS_BY_CHANCE, new Random(SEED));
                    for (int i = 0; i < BY_CHANCE && order.nextPath(); i++) {
                        onePath(order, before, actors, fewest, clock);
                    }
                    return order;
                }));
            }
            for (var one : all) assertThat(one.get()).isNotNull();
        }
    }

    /// A clock that steps back whenever it is looked at.
    private static LongSupplier backwards() {
        var now = new AtomicLong(NOON);
        return () -> now.addAndGet(-7);
    }

    private static void onePath(
            Interleaving order, List<String> before, Map<String, Act> actors, int fewest, LongSupplier clock)
            throws Exception {
        var people = new People("p" + PEOPLE.getAndIncrement(), clock);
        for (var user : before) people.registerBefore(user);
        for (var actor : new TreeMap<>(actors).entrySet()) {
            var user = actor.getKey().substring(0, 1);
            switch (actor.getValue()) {
                case REGISTER ->
                    order.begin(
                            actor.getKey(),
                            scripts -> people.registrations(scripts).register(people.id(user), people.device));
                case DELETE -> {
                    var device = people.devicesOf(user).getFirst();
                    order.begin(
                            actor.getKey(),
                            scripts -> people.registrations(scripts).withdraw(people.id(user), device));
                }
            }
        }
        try {
            order.run(people::check);
            for (var answer : order.answers().entrySet()) {
                if (order.isLost(answer.getKey())) continue;
                assertThat(answer.getValue().succeeded()).as(answer.getKey()).isTrue();
                if (actors.get(answer.getKey()) == Act.REGISTER) {
                    assertThat(answer.getValue().result()).isInstanceOf(DeviceAnswer.Stored.class);
                }
            }
            boolean someoneLost = actors.keySet().stream().anyMatch(order::isLost);
            if (!someoneLost) {
                // When the turns of both are taken once more, late, each may take the other for its successor. When the
                // clock steps back, one such turn is enough: the other's own device may look like a later one, so that
                // it takes a second turn too.
                int needed = clock.getAsLong() == NOON ? 2 : 1;
                if (order.repeats() < needed) assertThat(people.owners()).hasSizeGreaterThanOrEqualTo(fewest);
                // After a step back of the clock a former device of another device token may look like a later one.
                if (clock.getAsLong() == NOON) assertThat(people.look().devices).isLessThan(2);
            }
            people.register(redis.lane::run, "d");
            assertThat(people.owners()).containsExactly("d");
            assertThat(people.look().listed).as("in the index").containsExactly("d");
        } catch (AssertionError e) {
            throw new AssertionError("after " + order.told() + ": " + e.getMessage(), e);
        }
    }

    /// Who has the device token, who is listed for it, and how many devices all have together.
    private record Look(List<String> owners, List<String> listed, int devices) {}

    /// Users a to d who share one phone.
    private record People(String name, LongSupplier clock, Device device) {

        private static final List<String> ALL = List.of("a", "b", "c", "d");

        People(String name, LongSupplier clock) {
            this(name, clock, OneOwnerIT.device("phone", "device-token-" + name));
        }

        String id(String user) {
            return name + "-" + user;
        }

        Registrations registrations(Scripts scripts) {
            return new Registrations(new Staged(new AtClock(redis.lane, clock), scripts), () -> "", null);
        }

        void register(Scripts scripts, String user) throws Exception {
            var answer = redis.onLane(() -> registrations(scripts).register(id(user), device));
            assertThat(answer).isInstanceOf(DeviceAnswer.Stored.class);
        }

        /// At no time do two users have it, and who has it is known to the index.
        void check() throws Exception {
            var look = look();
            assertThat(look.owners).hasSizeLessThan(2);
            assertThat(look.listed).containsAll(look.owners);
        }

        List<String> owners() throws Exception {
            return look().owners;
        }

        void registerBefore(String user) throws Exception {
            boolean own = Character.isUpperCase(user.charAt(0));
            var id = id(user.toLowerCase(Locale.ROOT));
            var had = own ? OneOwnerIT.device("phone", "own-" + id) : device;
            assertThat(redis.onLane(() -> users().putDevice(id, had))).isInstanceOf(DeviceAnswer.Stored.class);
        }

        List<Device> devicesOf(String user) throws Exception {
            return redis.onLane(() -> users().find(id(user))).orElseThrow().devices();
        }

        private RedisUsers users() {
            return new RedisUsers(new AtClock(redis.lane, clock), Duration.ofHours(1), EventRetention.DEFAULT);
        }

        Look look() throws Exception {
            var keys = redis.lane.keys();
            var place = new DeviceTokens.Place(device.app(), device.deviceToken(), keys.partitions());
            var found = redis.onLane(() -> {
                var all = new ArrayList<Future<byte[]>>();
                for (var user : ALL) {
                    var key = keys.user(keys.partitionOf(id(user)), id(user));
                    all.add(call(redis.lane, key, c -> c.get(key)));
                }
                var index = keys.owners(place.partition, place.bucket);
                all.add(call(redis.lane, index, c -> c.hget(index, place.digest)));
                return Future.all(all);
            });
            var owners = new ArrayList<String>();
            int devices = 0;
            for (int i = 0; i < ALL.size(); i++) {
                var user = Person.packedUser(Optional.ofNullable(found.<byte[]>resultAt(i)))
                        .map(packed -> UserCodec.read(packed, ""));
                if (user.isEmpty()) continue;
                for (var d : user.get().devices()) {
                    devices++;
                    if (d.deviceToken().equals(device.deviceToken())) owners.add(ALL.get(i));
                }
            }
            return new Look(owners, listed(found.resultAt(ALL.size())), devices);
        }

        /// Who is listed in the index, as `docs/data.md` gives its layout.
        private List<String> listed(byte @Nullable [] entry) {
            var users = new ArrayList<String>();
            if (entry == null) return users;
            var from = ByteBuffer.wrap(entry);
            while (from.hasRemaining()) {
                from.getShort();
                from.getInt();
                var user = new byte[Byte.toUnsignedInt(from.get())];
                from.get(user);
                users.add(new String(user, UTF_8).substring(name.length() + 1));
            }
            return users;
        }
    }

    @Test
    void many_lanes_that_move_many_device_tokens_leave_each_to_one_user() throws Exception {
        int users = 6;
        int deviceTokens = 5;
        var all = new ArrayList<RedisUsers>();
        for (int i = 0; i < 4; i++) {
            var lane = redis.onLane(() -> Future.succeededFuture(redis.lane(redis.settings)));
            var _ = redis.onLane(lane::whenConnected);
            all.add(new RedisUsers(lane, Duration.ofHours(1), EventRetention.DEFAULT));
            lanes.add(lane);
        }
        var random = new Random(1);
        var latest = new TreeMap<String, String>();
        for (int round = 0; round < 40; round++) {
            var asked = new ArrayList<Function<Void, Future<DeviceAnswer>>>();
            for (int i = 0; i < 12; i++) {
                var lane = all.get(random.nextInt(all.size()));
                var user = "m" + random.nextInt(users);
                var device = device("d" + random.nextInt(3), "shared-" + random.nextInt(deviceTokens));
                asked.add(_ -> lane.putDevice(user, device));
            }
            var answers = redis.onLane(
                    () -> Future.join(asked.stream().map(it -> it.apply(null)).toList())
                            .otherwiseEmpty());
            assertThat(answers).as("answers of round " + round).isNotNull();
            var owned = new TreeMap<String, String>();
            for (int u = 0; u < users; u++) {
                var user = "m" + u;
                var devices = redis.onLane(() -> all.getFirst().find(user))
                        .map(User::devices)
                        .orElse(List.of());
                for (var d : devices) {
                    assertThat(owned.put(d.deviceToken(), user))
                            .as("another owner of the same")
                            .isNull();
                }
            }
            latest.putAll(owned);
        }
        assertThat(latest).as("device tokens that someone had").hasSize(deviceTokens);
        for (var lane : lanes) {
            var _ = redis.onLane(lane::close);
        }
    }

    private final List<RedisLane> lanes = new ArrayList<>();

    private static Device device(String id, String deviceToken) {
        return new Device(id, "shop", deviceToken, Permission.AUTHORIZED, Instant.EPOCH, null, null);
    }
}
