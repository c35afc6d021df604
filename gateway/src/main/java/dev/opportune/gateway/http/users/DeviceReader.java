package dev.opportune.gateway.http.users;

import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.json.JsonIn;
import dev.opportune.gateway.json.Parsed;
import dev.opportune.gateway.json.Quoted;
import dev.opportune.gateway.json.Shape;
import dev.opportune.gateway.json.Text;
import dev.opportune.gateway.json.WireTime;
import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.User.Permission;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/// Reads the body of `PUT /v1/users/{user}/devices/{device_id}`, and the devices of an import.
final class DeviceReader {

    private static final Shape DEVICE = Shape.of("app", "device_token", "permission", "timezone");
    private static final Shape ITEM = Shape.of("device_id", "app", "device_token", "permission", "timezone");
    /// Redis' clock says when a device is registered, not ours.
    private static final Instant UNREGISTERED = Instant.EPOCH;

    private static final Text WORD = Text.id(64);

    private DeviceReader() {}

    static Parsed<User.Device> read(Buffer body, String deviceId) {
        return JsonIn.read(body, in -> device(in, DEVICE, deviceId));
    }

    /// Reads the device at hand, which says its own id.
    static User.@Nullable Device item(JsonIn in) throws IOException {
        return device(in, ITEM, null);
    }

    private static User.@Nullable Device device(JsonIn in, Shape shape, @Nullable String knownId) throws IOException {
        if (!in.beginObject()) return null;
        String deviceId = knownId;
        String app = null;
        String deviceToken = null;
        Permission permission = Permission.AUTHORIZED;
        ZoneId timezone = null;
        for (String name = in.nextMember(shape); name != null; name = in.nextMember(shape)) {
            switch (name) {
                case "device_id" -> deviceId = in.string(Limits.DEVICE_ID);
                case "app" -> app = in.string(Limits.NAME);
                case "device_token" -> deviceToken = in.string(Limits.DEVICE_TOKEN);
                case "permission" -> permission = in.string(WORD, DeviceReader::permission);
                case "timezone" -> timezone = in.isNull() ? null : in.string(WORD, WireTime::zone);
            }
        }
        in.require(shape, "app", "device_token");
        if (knownId == null) in.require(shape, "device_id");
        if (deviceId == null || app == null || deviceToken == null || permission == null) return null;
        return new User.Device(deviceId, app, deviceToken, permission, UNREGISTERED, timezone, null);
    }

    private static Permission permission(String word) {
        return switch (word) {
            case "authorized" -> Permission.AUTHORIZED;
            case "provisional" -> Permission.PROVISIONAL;
            case "denied" -> Permission.DENIED;
            default ->
                throw new IllegalArgumentException(Quoted.of(word) + " (expected: authorized, provisional or denied)");
        };
    }
}
