package dev.opportune.benchmarks.decisions;

import dev.opportune.ratelimiter.LocalWindow;
import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.redis.RedisSettings;
import dev.opportune.ratelimiter.user.Users.Change;
import dev.opportune.ratelimiter.user.Users.DeviceAnswer;
import dev.opportune.ratelimiter.user.Users.PreferencesPatch;
import io.lettuce.core.ScriptOutputType;
import io.vertx.core.Future;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// **Question**: how much of Redis' memory does a user take, and a send, a receipt, an idempotency record, an event?
///
/// **Workload**: users with a zone, a locale and quiet hours of their own, two devices (device tokens of 64 and 160
/// characters), three preferences, and full lists of three caps (limits 1, 3 and 12), written by the product's own
/// classes; then sends to some of them. What is there is `used_memory` after less before.
///
/// **Command**: `benchmarks/decisions memory [USERS]`
public final class MemoryOfUsers {

    private static final int DEFAULT_USERS = 100_000;
    private static final int MOST_SENDS = 50_000;
    private static final int AT_ONCE = 256;
    private static final int SAMPLES = 2_000;
    private static final int APNS_BYTES = 32;
    private static final int FCM_CHARACTERS = 160;
    private static final String URL_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private final RandomGenerator chance =
            RandomGeneratorFactory.of("L64X128MixRandom").create(1);
    private final Lane lane;

    private MemoryOfUsers(Lane lane) {
        this.lane = lane;
    }

    public static void main(String[] arguments) {
        int users = arguments.length == 0 ? DEFAULT_USERS : Integer.parseInt(arguments[0]);
        if (users < 1) throw new IllegalArgumentException("users: " + users + " (expected: >= 1)");
        int partitions = RedisSettings.DEFAULT_PARTITIONS;
        try (var redis = RedisServer.start();
                var lane = new Lane(redis, partitions)) {
            System.out.printf(
                    Locale.ROOT, "Redis %s, %,d users in %d partitions%n%n", redis.version(), users, partitions);
            var memory = new MemoryOfUsers(lane);
            // The scripts and the time zones' rows are there before.
            lane.forEach(partitions * 4, AT_ONCE, i -> memory.write("first-" + i));
            var _ = redis.commands()
                    .eval(
                            "for _, k in ipairs(redis.call('KEYS', '*:first-*')) do redis.call('DEL', k) end"
                                    + " return 1",
                            ScriptOutputType.INTEGER);
            long empty = UsedMemory.of(redis);
            lane.forEach(users, AT_ONCE, i -> memory.write(user(i)));
            long people = UsedMemory.of(redis);
            int valueBytes = FullCounts.give(redis, partitions);
            long all = UsedMemory.of(redis);
            KeyKinds.of(redis, Math.max(1, users / SAMPLES)).print("a user", users);
            System.out.println();
            KeyKinds.eachKey(redis, "*}:h:*", key -> {
                var _ = redis.commands().unlink(key);
            });
            long withoutHistory = UsedMemory.of(redis);
            row("profile, devices, preferences and all that they need", people - empty, users);
            row("counts, full lists (a value of " + valueBytes + " bytes)", all - people, users);
            row("everything", all - empty, users);
            row("everything but the history of consent", withoutHistory - empty, users);
            int touchesBytes = FullCounts.giveTouches(redis, partitions);
            long touched = UsedMemory.of(redis);
            row("touches (a value of " + touchesBytes + " bytes)", touched - withoutHistory, users);
            row("everything but the history of consent, with touches", touched - empty, users);
            System.out.println();
            MemoryOfSends.measure(redis, lane, Math.min(users, MOST_SENDS));
        }
    }

    static String user(int number) {
        return String.format(Locale.ROOT, "u-%010d", number);
    }

    static void row(String what, long bytes, int count) {
        System.out.printf(Locale.ROOT, "%s: %,.1f bytes each%n", what, (double) bytes / count);
    }

    private Future<?> write(String user) {
        var profile = new User.Profile(
                ZoneId.of("Europe/Berlin"),
                "de-DE",
                new User.QuietHours.Daily(LocalWindow.parse("22:00-08:00")),
                null,
                null);
        return lane.users
                .putProfile(user, profile)
                .compose(_ -> lane.users.putDevice(user, device("shop-ios", apnsDeviceToken())))
                .compose(MemoryOfUsers::stored)
                .compose(_ -> lane.users.putDevice(user, device(Work.APP, fcmDeviceToken())))
                .compose(MemoryOfUsers::stored)
                .compose(_ -> lane.users.putPreferences(user, preferences()));
    }

    private User.Device device(String app, String deviceToken) {
        return new User.Device(
                hex(8), app, deviceToken, User.Permission.AUTHORIZED, Instant.EPOCH, ZoneId.of("Europe/Berlin"), null);
    }

    private static Future<?> stored(DeviceAnswer answer) {
        return switch (answer) {
            case DeviceAnswer.Stored _ -> Future.succeededFuture();
            case DeviceAnswer.TooMany _ -> Future.failedFuture("too many devices");
        };
    }

    private static PreferencesPatch preferences() {
        return new PreferencesPatch(
                new Change.Set<>(true),
                Map.of("price-watch", new Change.Set<>(true), "lunch-deal", new Change.Set<>(false)),
                Map.of("promo-day", new Change.Set<>(2)),
                Set.of(),
                "shop-backend",
                "app");
    }

    private String apnsDeviceToken() {
        return hex(APNS_BYTES);
    }

    private String fcmDeviceToken() {
        var text = new StringBuilder(FCM_CHARACTERS);
        for (int i = 0; i < FCM_CHARACTERS; i++) text.append(URL_SAFE.charAt(chance.nextInt(URL_SAFE.length())));
        return text.toString();
    }

    private String hex(int bytes) {
        var raw = new byte[bytes];
        chance.nextBytes(raw);
        return String.format(Locale.ROOT, "%0" + 2 * bytes + "x", new BigInteger(1, raw));
    }
}
