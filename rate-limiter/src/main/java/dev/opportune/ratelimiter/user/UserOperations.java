package dev.opportune.ratelimiter.user;

import dev.opportune.ratelimiter.User.Device;
import dev.opportune.ratelimiter.device.DeviceTokenBytes;
import dev.opportune.ratelimiter.redis.Packed;
import dev.opportune.ratelimiter.user.Users.Change;
import dev.opportune.ratelimiter.user.Users.PreferencesPatch;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/// Packs the argument of `user.lua` for devices and preferences.
final class UserOperations {

    private static final int REFUSED = 0;
    private static final int GRANTED = 1;
    private static final int KEEP = 2;
    private static final int FORGET = -1;

    /// @param number of the registration, from the index
    static byte[] putDevice(Device device, long number, long testNow) {
        int permission = switch (device.permission()) {
            case AUTHORIZED -> 0;
            case PROVISIONAL -> 1;
            case DENIED -> 2;
        };
        return new Packed()
                .array(9)
                .put(testNow)
                .put("put_device")
                .put(device.deviceId())
                .put(device.app())
                .put(DeviceTokenBytes.pack(device.deviceToken()))
                .put(permission)
                .put(device.timezone() == null ? null : device.timezone().getId())
                .put(Users.MAX_DEVICES)
                .put(number)
                .bytes();
    }

    /// Packs the question whether a device would be put.
    static byte[] hasRoom(Device device, long number, long testNow) {
        return new Packed()
                .array(7)
                .put(testNow)
                .put("has_room")
                .put(device.deviceId())
                .put(device.app())
                .put(DeviceTokenBytes.pack(device.deviceToken()))
                .put(Users.MAX_DEVICES)
                .put(number)
                .bytes();
    }

    /// Packs the loss of a device whose place a registration took that was over at once.
    static byte[] loseDevice(Device device, long number, long testNow) {
        return new Packed()
                .array(4)
                .put(testNow)
                .put("lose_device")
                .put(device.deviceId())
                .put(number)
                .bytes();
    }

    /// Packs the removal of a device token that is there under a lower number.
    static byte[] dropDevice(Device device, long number, long testNow) {
        return new Packed()
                .array(5)
                .put(testNow)
                .put("drop_device")
                .put(device.app())
                .put(DeviceTokenBytes.pack(device.deviceToken()))
                .put(number)
                .bytes();
    }

    /// Packs a change of preferences.
    ///
    /// @param all whether what is not set is forgotten
    static byte[] preferences(PreferencesPatch patch, boolean all, long testNow) {
        int promotional = choice(patch.promotional());
        var packed = new Packed().array(10).put(testNow).put("preferences");
        packed.put(all ? 1 : 0).put(all && promotional == KEEP ? FORGET : promotional);
        put(packed, patch.categories(), all, UserOperations::choice);
        put(packed, patch.caps(), all, UserOperations::limit);
        return packed.put(patch.caller())
                .put(patch.source())
                .put(Users.MAX_PREFERENCES)
                .put(Users.MAX_HISTORY)
                .bytes();
    }

    private static <T> void put(
            Packed packed, Map<String, Change<T>> changes, boolean all, Function<Change<T>, Integer> number) {
        var numbers = new HashMap<String, Integer>();
        changes.forEach((name, change) -> {
            boolean said = all ? change instanceof Change.Set<T> : !(change instanceof Change.Keep<T>);
            if (said) numbers.put(name, number.apply(change));
        });
        packed.array(2 * numbers.size());
        numbers.forEach((name, value) -> packed.put(name).put(value));
    }

    private static int choice(Change<Boolean> change) {
        return switch (change) {
            case Change.Keep<Boolean> _ -> KEEP;
            case Change.Remove<Boolean> _ -> FORGET;
            case Change.Set<Boolean>(var granted) -> granted ? GRANTED : REFUSED;
        };
    }

    private static int limit(Change<Integer> change) {
        return switch (change) {
            case Change.Set<Integer>(var limit) -> {
                if (limit < 0) throw new IllegalArgumentException("caps: " + limit + " (expected: >= 0)");
                yield limit;
            }
            case Change.Remove<Integer> _, Change.Keep<Integer> _ -> FORGET;
        };
    }

    private UserOperations() {}
}
