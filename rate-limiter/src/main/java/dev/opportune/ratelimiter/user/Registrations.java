package dev.opportune.ratelimiter.user;

import dev.opportune.ratelimiter.User.Device;
import dev.opportune.ratelimiter.device.DeviceTokens;
import dev.opportune.ratelimiter.device.DeviceTokens.Left;
import dev.opportune.ratelimiter.device.DeviceTokens.Turn;
import dev.opportune.ratelimiter.redis.Script;
import dev.opportune.ratelimiter.redis.ScriptReply;
import dev.opportune.ratelimiter.redis.Storage;
import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import dev.opportune.ratelimiter.user.Users.DeviceAnswer;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How a device token comes to a user, and goes from one. It has one owner; the index and the users lie in slots of
/// their own, so a registration is a few scripts, in this order: the index lists the user and gives the number, all
/// others who are listed drop the device token, then the user takes it. So no two users ever have it, wherever this
/// breaks off; what was begun is finished by the next registration of that device token. Confined to the lane.
public final class Registrations {

    /// How often a registration takes its turn: again when the user let go of some device token meanwhile, or
    /// registered the same one.
    static final int MAX_TURNS = 10;

    private final Storage redis;
    private final Supplier<String> settings;
    private final @Nullable TurningAway turningAway;
    private final DeviceTokens index;

    /// @param settings the marks of the settings that the apps have now
    /// @param turningAway null: it is not heard of
    Registrations(Storage redis, Supplier<String> settings, @Nullable TurningAway turningAway) {
        this.redis = redis;
        this.settings = settings;
        this.turningAway = turningAway;
        this.index = new DeviceTokens(redis);
    }

    Future<DeviceAnswer> register(String user, Device device) {
        return takeTurn(user, device, 0, 0, 1);
    }

    /// Takes a device from the user. Gives whether it was there.
    ///
    /// @param device as it was read; false also when it was registered again since
    Future<Boolean> withdraw(String user, Device device) {
        var left = Left.of(device);
        return drop(user, device, left.number() + 1).compose(word -> {
            if (word.equals("newer")) return Future.succeededFuture(false);
            return index.gone(user, left).map(true);
        });
    }

    private Future<DeviceAnswer> takeTurn(String user, Device device, long floor, long before, int turn) {
        if (turn > MAX_TURNS) {
            return Future.failedFuture(new StorageUnavailableException(
                    "the user's devices changed in each of " + MAX_TURNS + " turns", true));
        }
        return index.take(device.app(), device.deviceToken(), user, floor, before)
                .compose(taken -> switch (taken) {
                    case Turn.Mine(long number, var others) ->
                        clear(user, device, number, others)
                                .compose(room -> room ? put(user, device, number, turn) : giveUp(user, device, number));
                    case Turn.Crowded(long number, var others) ->
                        clear(user, device, number, others)
                                .compose(room -> room
                                        ? takeTurn(user, device, number, before, turn + 1)
                                        : giveUp(user, device, number));
                    case Turn.Superseded() -> superseded(user, device, before);
                });
    }

    /// The device token was this user's before it was another's, for no time: what it replaced is gone.
    private Future<DeviceAnswer> superseded(String user, Device device, long number) {
        return change(user, DeviceOperations.lose(device, number, redis.testNow()))
                .compose(reply -> {
                    var word = ScriptReply.word(reply);
                    if (!word.equals("lost")) throw ScriptReply.unknown(Script.DEVICE, word);
                    return index.left(user, Left.read(ScriptReply.bytes(reply, 2)));
                })
                .map(new DeviceAnswer.Stored(registeredAt(device, number), false));
    }

    /// Takes the device token from all others who are listed. False: the user has no room for it, so that the
    /// registration will be refused and nobody loses it.
    private Future<Boolean> clear(String user, Device device, long number, List<String> others) {
        if (others.isEmpty()) return Future.succeededFuture(true);
        return room(user, device, number).compose(room -> {
            if (!room) return Future.succeededFuture(false);
            return dropFrom(others.iterator(), device, number).map(true);
        });
    }

    private Future<Boolean> room(String user, Device device, long number) {
        return change(user, DeviceOperations.hasRoom(device, number, settings.get(), redis.testNow()))
                .map(reply -> {
                    var word = ScriptReply.word(reply);
                    return switch (word) {
                        case "room" -> true;
                        case "too_many" -> false;
                        default -> throw ScriptReply.unknown(Script.DEVICE, word);
                    };
                });
    }

    private Future<Void> dropFrom(Iterator<String> others, Device device, long number) {
        if (!others.hasNext()) return Future.succeededFuture();
        var other = others.next();
        return drop(other, device, number)
                .compose(_ -> index.gone(other, left(device, number - 1)))
                .compose(_ -> dropFrom(others, device, number));
    }

    private Future<String> drop(String user, Device device, long number) {
        return change(user, DeviceOperations.drop(device, number, redis.testNow()))
                .map(reply -> {
                    var word = ScriptReply.word(reply);
                    return switch (word) {
                        case "dropped", "unknown", "newer" -> word;
                        default -> throw ScriptReply.unknown(Script.DEVICE, word);
                    };
                });
    }

    private Future<DeviceAnswer> put(String user, Device device, long number, int turn) {
        return change(user, DeviceOperations.put(device, number, settings.get(), redis.testNow()))
                .compose(reply -> {
                    var word = ScriptReply.word(reply);
                    return switch (word) {
                        case "created", "replaced" -> {
                            var stored = new DeviceAnswer.Stored(registeredAt(device, number), word.equals("created"));
                            yield index.left(user, Left.read(ScriptReply.bytes(reply, 2)))
                                    .map(stored);
                        }
                        case "refused" -> takeTurn(user, device, ScriptReply.number(reply, 2), number, turn + 1);
                        case "too_many" -> giveUp(user, device, number);
                        default -> throw ScriptReply.unknown(Script.DEVICE, word);
                    };
                });
    }

    private Future<DeviceAnswer> giveUp(String user, Device device, long number) {
        return index.gone(user, left(device, number)).map(new DeviceAnswer.TooMany(Users.MAX_DEVICES));
    }

    private Future<List<Object>> change(String user, byte[] argument) {
        var keys = redis.keys().ofDevices(user, turningAway != null);
        return redis.run(Script.DEVICE, keys, argument, TurningAway.told(turningAway, user));
    }

    private static Left left(Device device, long number) {
        return new Left(device.app(), device.deviceToken(), number);
    }

    private static Device registeredAt(Device device, long number) {
        return new Device(
                device.deviceId(),
                device.app(),
                device.deviceToken(),
                device.permission(),
                Instant.ofEpochMilli(number),
                device.timezone(),
                null);
    }
}
