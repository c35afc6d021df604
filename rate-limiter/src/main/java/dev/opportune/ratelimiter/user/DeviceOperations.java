package dev.opportune.ratelimiter.user;

import dev.opportune.ratelimiter.User.Device;
import dev.opportune.ratelimiter.device.DeviceTokenBytes;
import dev.opportune.ratelimiter.redis.Packed;

/// Packs the argument of `device.lua`.
final class DeviceOperations {

    /// @param number of the registration, from the index
    /// @param settings the marks of the settings that the apps have now
    static byte[] put(Device device, long number, String settings, long testNow) {
        int permission = switch (device.permission()) {
            case AUTHORIZED -> 0;
            case PROVISIONAL -> 1;
            case DENIED -> 2;
        };
        return operation("put", number, 7, testNow)
                .put(device.deviceId())
                .put(device.app())
                .put(DeviceTokenBytes.pack(device.deviceToken()))
                .put(permission)
                .put(device.timezone() == null ? null : device.timezone().getId())
                .put(Users.MAX_DEVICES)
                .put(settings)
                .bytes();
    }

    /// Packs the question whether a device would be put.
    static byte[] hasRoom(Device device, long number, String settings, long testNow) {
        return operation("has_room", number, 5, testNow)
                .put(device.deviceId())
                .put(device.app())
                .put(DeviceTokenBytes.pack(device.deviceToken()))
                .put(Users.MAX_DEVICES)
                .put(settings)
                .bytes();
    }

    /// Packs the loss of a device whose place a registration took that was over at once.
    static byte[] lose(Device device, long number, long testNow) {
        return operation("lose", number, 1, testNow).put(device.deviceId()).bytes();
    }

    /// Packs the removal of a device token that is there under a lower number.
    static byte[] drop(Device device, long number, long testNow) {
        return operation("drop", number, 2, testNow)
                .put(device.app())
                .put(DeviceTokenBytes.pack(device.deviceToken()))
                .bytes();
    }

    private static Packed operation(String name, long number, int more, long testNow) {
        return new Packed().array(3 + more).put(testNow).put(name).put(number);
    }

    private DeviceOperations() {}
}
