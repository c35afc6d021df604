package dev.opportune.perf.chaos.load;

import dev.opportune.perf.Devices;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The users and the sends of a run, by the policy `perf/chaos.yaml`. A third of the users has an iPhone, a third an
/// Android phone, a third both.
///
/// @param seed the same gives the same sends, but for the instants in them
/// @param most how many sends there may be
public record Sends(long seed, int most) implements Source {

    /// As the policy has it.
    public static final int CAP = 5;

    /// The longest moment of all.
    public static final Duration LONGEST = Duration.ofMinutes(1);

    private static final int USERS = 1_000;

    /// Of so many sends one after another some dozen are one user's.
    private static final int SENDS_FOR_A_CAPPED_USER = 80;

    /// The lines of the import that makes the users.
    public Stream<String> imports() {
        int capped = most / SENDS_FOR_A_CAPPED_USER + 1;
        return Stream.concat(
                IntStream.range(0, USERS).mapToObj(i -> user("user-" + i, i % 3)),
                IntStream.range(0, capped).mapToObj(i -> user("capped-" + i, i % 3)));
    }

    @Override
    public Send send(int number, Instant now) {
        var random = new SplittableRandom(seed * 1_000_003 + number);
        var kind = Send.Kind.of(random.nextInt(100));
        String user = kind == Send.Kind.CAPPED
                ? "capped-" + number / SENDS_FOR_A_CAPPED_USER
                : "user-" + random.nextInt(USERS);
        String key = "chaos-" + number;
        return new Send(kind, user, key, """
                {"user":"%s","category":"%s","idempotency_key":"%s","ref":"%s","moment":%s,\
                "content":{"title":"Raincoats, one hour only","body":"30 %% off while it pours"}}""".formatted(user, category(kind), key, key, moment(kind, now, random)));
    }

    private static String category(Send.Kind kind) {
        return switch (kind) {
            case ORDER, SCHEDULED -> "order";
            case ALERT -> "alert";
            case CAPPED -> "offer";
        };
    }

    private static String moment(Send.Kind kind, Instant now, SplittableRandom random) {
        return switch (kind) {
            case ORDER, CAPPED -> "{\"ttl\":\"" + LONGEST + "\"}";
            case ALERT -> "{\"ttl\":\"PT" + random.nextInt(3, 12) + "S\"}";
            case SCHEDULED ->
                "{\"from\":\"%s\",\"ttl\":\"PT30S\"}"
                        .formatted(now.plusMillis(random.nextInt(2_000, 25_000)).truncatedTo(ChronoUnit.MILLIS));
        };
    }

    private static String user(String name, int which) {
        var devices = switch (which) {
            case 0 -> Devices.iphone(name);
            case 1 -> Devices.android(name);
            default -> Devices.iphone(name) + ',' + Devices.android(name);
        };
        return "{\"user\":\"" + name + "\",\"timezone\":\"UTC\",\"devices\":[" + devices + "]}";
    }
}
