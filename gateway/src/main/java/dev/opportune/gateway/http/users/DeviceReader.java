package dev.opportune.gateway.http.users;

import dev.opportune.gateway.http.KnownApps;
import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.json.FieldError;
import dev.opportune.gateway.json.JsonIn;
import dev.opportune.gateway.json.Parsed;
import dev.opportune.gateway.json.Quoted;
import dev.opportune.gateway.json.Shape;
import dev.opportune.gateway.json.Text;
import dev.opportune.gateway.json.WireTime;
import dev.opportune.ratelimiter.TimeZones;
import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.User.Permission;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the body of `PUT /v1/users/{user}/devices/{device_id}`, and the devices of an import.
final class DeviceReader {

    private static final Shape DEVICE = Shape.of("app", "device_token", "permission", "timezone");
    private static final Shape ITEM = Shape.of("device_id", "app", "device_token", "permission", "timezone");
    /// Redis' clock says when a device is registered, not ours.
    private static final Instant UNREGISTERED = Instant.EPOCH;

    private static final Text WORD = Text.id(64);

    /// Whatever a device's system says.
    private static final Text ANY = Text.prose();

    private DeviceReader() {}

    /// A device as it is registered.
    ///
    /// @param ignored what the device said wrongly and is registered without, or null
    record Read(User.Device device, @Nullable FieldError ignored) {

        List<FieldError> leftOut() {
            return ignored == null ? List.of() : List.of(ignored);
        }
    }

    static Parsed<Read> read(Buffer body, String deviceId, KnownApps apps) {
        return JsonIn.read(body, in -> device(in, DEVICE, deviceId, apps));
    }

    /// Reads the device at hand, which says its own id.
    static @Nullable Read item(JsonIn in, KnownApps apps) throws IOException {
        return device(in, ITEM, null, apps);
    }

    private static @Nullable Read device(JsonIn in, Shape shape, @Nullable String knownId, KnownApps apps)
            throws IOException {
        if (!in.beginObject()) return null;
        String deviceId = knownId;
        String app = null;
        String deviceToken = null;
        Permission permission = Permission.AUTHORIZED;
        ZoneId timezone = null;
        FieldError ignored = null;
        for (String name = in.nextMember(shape); name != null; name = in.nextMember(shape)) {
            switch (name) {
                case "device_id" -> deviceId = in.string(Limits.DEVICE_ID);
                case "app" -> app = in.string(Limits.NAME);
                case "device_token" -> deviceToken = in.string(Limits.DEVICE_TOKEN);
                case "permission" -> permission = in.string(WORD, DeviceReader::permission);
                case "timezone" -> {
                    String said = in.isNull() ? null : in.string(ANY);
                    timezone = said == null ? null : TimeZones.said(said).orElse(null);
                    if (said != null && timezone == null) ignored = in.fault(WireTime.noZone(said));
                }
            }
        }
        in.require(shape, "app", "device_token");
        if (knownId == null) in.require(shape, "device_id");
        if (app != null && deviceToken != null) deviceToken = apps.deviceToken(in, app, deviceToken);
        if (deviceId == null || app == null || deviceToken == null || permission == null) return null;
        var device = new User.Device(deviceId, app, deviceToken, permission, UNREGISTERED, timezone, null);
        return new Read(device, ignored);
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
