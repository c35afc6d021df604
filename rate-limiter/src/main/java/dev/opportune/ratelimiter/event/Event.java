package dev.opportune.ratelimiter.event;

import dev.opportune.ratelimiter.device.DeviceNews;
import dev.opportune.ratelimiter.device.DeviceTokenBytes;
import dev.opportune.ratelimiter.redis.Unpacked;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Something that callers may want to know of, as a partition's stream keeps it.
public sealed interface Event {

    /// Unlike any other's under one prefix.
    String id();

    /// When it happened, in Redis' time.
    long atMillis();

    /// A send that had been taken ended.
    ///
    /// @param reason why, where the state alone does not say
    /// @param deviceCount how many devices it was for; 0 when that was never decided
    /// @param outcomes how many devices had which
    record SendSettled(
            String id,
            long atMillis,
            String sendId,
            String user,
            String category,
            @Nullable String campaign,
            @Nullable String ref,
            String state,
            @Nullable String reason,
            String policyVersion,
            int deviceCount,
            Map<String, Integer> outcomes)
            implements Event {}

    /// A provider said of a device token that it is dead, or none of the app's.
    ///
    /// @param kind never [DeviceNews.Kind#PROVEN]
    /// @param deviceId null when the user does not have it registered: it was given in a request
    /// @param sinceMillis since when it holds, in Redis' time
    record DeviceLost(
            String id,
            long atMillis,
            DeviceNews.Kind kind,
            String user,
            String app,
            @Nullable String deviceId,
            String deviceToken,
            String reason,
            long sinceMillis)
            implements Event {

        /// Never the device token.
        @Override
        public String toString() {
            return "DeviceLost[" + id + " " + kind + " " + app + " " + reason + "]";
        }
    }

    /// Empty for one of a kind that only a later release knows.
    static Optional<Event> read(String id, byte[] packed) {
        var from = new Unpacked(packed);
        from.array();
        var kind = from.text();
        return switch (kind) {
            case "s" -> Optional.of(sendSettled(id, from));
            case "i" -> Optional.of(deviceLost(id, DeviceNews.Kind.INVALIDATED, from));
            case "q" -> Optional.of(deviceLost(id, DeviceNews.Kind.QUARANTINED, from));
            default -> Optional.empty();
        };
    }

    private static Event sendSettled(String id, Unpacked from) {
        long at = from.number();
        var sendId = from.text();
        var about = new Unpacked(from.bytes());
        return new SendSettled(
                id,
                at,
                sendId,
                about.text(),
                about.text(),
                about.textOrNull(),
                about.textOrNull(),
                from.text(),
                from.textOrNull(),
                about.text(),
                from.smallNumber(),
                outcomes(new Unpacked(from.bytes())));
    }

    private static Map<String, Integer> outcomes(Unpacked from) {
        var outcomes = new LinkedHashMap<String, Integer>();
        for (int members = from.array(); members > 0; members -= 2) outcomes.put(from.text(), from.smallNumber());
        return outcomes;
    }

    private static Event deviceLost(String id, DeviceNews.Kind kind, Unpacked from) {
        return new DeviceLost(
                id,
                from.number(),
                kind,
                from.text(),
                from.text(),
                from.textOrNull(),
                DeviceTokenBytes.unpack(from.bytes()),
                from.text(),
                from.number());
    }
}
