package dev.opportune.ratelimiter.event;

import dev.opportune.ratelimiter.Outcome;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.device.DeviceNews;
import dev.opportune.ratelimiter.device.DeviceTokenBytes;
import dev.opportune.ratelimiter.redis.Fields;
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
            About about,
            SendState state,
            @Nullable String reason,
            int deviceCount,
            Map<Outcome, Integer> outcomes)
            implements Event {}

    /// A provider said of a device token that it is dead, or none of the app's.
    ///
    /// @param kind never [DeviceNews.Kind#PROVEN]
    /// @param deviceId null when the user does not have it registered: it was given in a request
    /// @param sinceMillis since when it holds, in Redis' time
    /// @param caller whose send brought it to light; empty when an earlier release wrote it down
    record DeviceLost(
            String id,
            long atMillis,
            DeviceNews.Kind kind,
            String user,
            String app,
            @Nullable String deviceId,
            String deviceToken,
            String reason,
            long sinceMillis,
            String caller)
            implements Event {

        /// Never the device token.
        @Override
        public String toString() {
            return "DeviceLost[" + id + " " + kind + " " + app + " " + reason + "]";
        }
    }

    /// Begins the layout of an event that has no array's head.
    byte SEND_SETTLED = 's';

    /// Empty for one that only a later release understands.
    static Optional<Event> read(String id, byte[] packed) {
        if (packed.length > 0 && packed[0] == SEND_SETTLED) return sendSettled(id, new Fields(packed));
        var from = new Unpacked(packed);
        from.array();
        return switch (from.text()) {
            case "i" -> Optional.of(deviceLost(id, DeviceNews.Kind.INVALIDATED, from));
            case "q" -> Optional.of(deviceLost(id, DeviceNews.Kind.QUARANTINED, from));
            default -> Optional.empty();
        };
    }

    private static Optional<Event> sendSettled(String id, Fields from) {
        int _ = from.one(); // which kind
        long at = from.eight();
        int deviceCount = from.two();
        int idBytes = from.one();
        int stateBytes = from.one();
        int reasonBytes = from.one();
        int outcomesBytes = from.one();
        int aboutBytes = from.four();
        var sendId = from.text(idBytes);
        var state = SendState.of(from.text(stateBytes));
        var reason = from.textOrNull(reasonBytes);
        var outcomes = outcomes(new Unpacked(from.bytes(outcomesBytes)));
        var about = About.read(from.bytes(aboutBytes));
        if (state.isEmpty() || outcomes.isEmpty()) return Optional.empty();
        return Optional.of(new SendSettled(id, at, sendId, about, state.get(), reason, deviceCount, outcomes.get()));
    }

    /// As the script wrote them: each before how many devices had it.
    private static Optional<Map<Outcome, Integer>> outcomes(Unpacked from) {
        var outcomes = new LinkedHashMap<Outcome, Integer>();
        for (int members = from.array(); members > 0; members -= 2) {
            var outcome = Outcome.of(from.text());
            if (outcome.isEmpty()) return Optional.empty();
            outcomes.put(outcome.get(), from.smallNumber());
        }
        return Optional.of(outcomes);
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
                from.number(),
                from.hasNext() ? from.text() : "");
    }
}
