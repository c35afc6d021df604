package dev.opportune.ratelimiter.event;

import dev.opportune.ratelimiter.Outcome;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.device.DeviceNews;
import dev.opportune.ratelimiter.device.DeviceTokenBytes;
import dev.opportune.ratelimiter.redis.Fields;
import dev.opportune.ratelimiter.redis.Unpacked;
import java.util.HexFormat;
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
    /// @param counted null: what becomes of sends is not measured
    record SendSettled(
            String id,
            long atMillis,
            String sendId,
            About about,
            SendState state,
            @Nullable String reason,
            int deviceCount,
            Map<Outcome, Integer> outcomes,
            @Nullable Counted counted)
            implements Event {

        /// Where nothing is measured.
        public SendSettled(
                String id,
                long atMillis,
                String sendId,
                About about,
                SendState state,
                @Nullable String reason,
                int deviceCount,
                Map<Outcome, Integer> outcomes) {
            this(id, atMillis, sendId, about, state, reason, deviceCount, outcomes, null);
        }
    }

    /// How a send that ended was counted.
    ///
    /// @param decidedSecond since 1970, of its first decision: all its figures are in that hour
    /// @param deferred else it was admitted at once
    /// @param inTime whether a device had it before the deadline
    /// @param ofApps how many devices had which, by app
    record Counted(long decidedSecond, boolean deferred, boolean inTime, Map<String, Map<Outcome, Integer>> ofApps) {}

    /// Of which send's touch an interaction was counted.
    ///
    /// @param second since 1970, of the touch
    /// @param afterSeconds how long after it that happened
    /// @param decidedHour since 1970, of the send's first decision: all its figures are in that hour
    record OfTouch(long second, long afterSeconds, long decidedHour) {}

    /// It was reported of a send for the first time that it was received, opened, clicked or dismissed.
    ///
    /// @param type of these the word
    /// @param platform null: not known
    record SendMarked(
            String id,
            long atMillis,
            String type,
            String user,
            String sendId,
            @Nullable String platform,
            OfTouch touch) implements Event {}

    /// A user refused, muted or denied within a day of a push.
    ///
    /// @param sendDigest the first eight hexadecimal digits of the SHA-1 of the send's id
    record RefusedAfter(String id, long atMillis, String user, OfTouch touch, String sendDigest) implements Event {}

    /// A user converted, and that is due to a send.
    ///
    /// @param conversionId its caller's own
    /// @param value a decimal, in a currency; null: it has none
    /// @param sendDigest the first eight hexadecimal digits of the SHA-1 of the send's id
    /// @param isFirst whether it is the first of its name that is due to this send: of those alone there is a count
    /// @param attributed `direct` or `influenced`
    record Converted(
            String id,
            long atMillis,
            String user,
            String name,
            String conversionId,
            @Nullable String value,
            @Nullable String currency,
            OfTouch touch,
            String sendDigest,
            boolean isFirst,
            String attributed)
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
            case "m" -> Optional.of(marked(id, from));
            case "v" -> Optional.of(converted(id, from));
            case "r" -> Optional.of(refusedAfter(id, from));
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
        var counted = from.hasMore() ? counted(from) : null;
        return Optional.of(
                new SendSettled(id, at, sendId, about, state.get(), reason, deviceCount, outcomes.get(), counted));
    }

    private static Counted counted(Fields from) {
        long decidedSecond = Integer.toUnsignedLong(from.four());
        boolean deferred = from.one() == 1;
        boolean inTime = from.one() == '1';
        var apps = new Unpacked(from.rest());
        var ofApps = new LinkedHashMap<String, Map<Outcome, Integer>>();
        for (int members = apps.array(); members > 0; members -= 3) {
            var ofApp = ofApps.computeIfAbsent(apps.text(), _ -> new LinkedHashMap<>());
            var outcome = Outcome.of(apps.text());
            int devices = apps.smallNumber();
            outcome.ifPresent(it -> ofApp.put(it, devices));
        }
        return new Counted(decidedSecond, deferred, inTime, ofApps);
    }

    private static Event marked(String id, Unpacked from) {
        var type = from.text();
        var user = from.text();
        var sendId = from.text();
        var platform = from.textOrNull();
        return new SendMarked(id, from.number(), type, user, sendId, platform, ofTouch(from));
    }

    private static Event converted(String id, Unpacked from) {
        var user = from.text();
        var name = from.text();
        var conversionId = from.text();
        var value = from.textOrNull();
        var currency = from.textOrNull();
        long at = from.number();
        var touch = ofTouch(from);
        return new Converted(
                id,
                at,
                user,
                name,
                conversionId,
                value,
                currency,
                touch,
                HexFormat.of().formatHex(from.bytes()),
                from.number() == 1,
                from.text());
    }

    private static Event refusedAfter(String id, Unpacked from) {
        var user = from.text();
        long at = from.number();
        var touch = ofTouch(from);
        return new RefusedAfter(id, at, user, touch, HexFormat.of().formatHex(from.bytes()));
    }

    private static OfTouch ofTouch(Unpacked from) {
        long after = from.number();
        long second = from.number();
        return new OfTouch(second, after, from.number());
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
