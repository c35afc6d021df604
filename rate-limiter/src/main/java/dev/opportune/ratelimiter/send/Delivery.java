package dev.opportune.ratelimiter.send;

import dev.opportune.ratelimiter.device.DeviceTokenBytes;
import dev.opportune.ratelimiter.redis.Packed;
import dev.opportune.ratelimiter.redis.Unpacked;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One send to one device, as its record keeps it.
///
/// @param deviceId null for a device given in the request
/// @param deviceToken what only the app's connector understands; absent in receipts
/// @param outcome null while there is none
/// @param atMillis when the outcome came; 0 while there is none
/// @param notBeforeMillis the next attempt's earliest instant; 0: at once
/// @param proven whether a provider had accepted a message for the device token before this send
public record Delivery(
        @Nullable String deviceId,
        String app,
        String deviceToken,
        @Nullable String outcome,
        @Nullable String reason,
        @Nullable String providerId,
        int attempts,
        long atMillis,
        long notBeforeMillis,
        boolean proven) {

    public static final String ACCEPTED = "accepted";
    public static final String UNCONFIRMED = "unconfirmed";
    public static final String REJECTED = "rejected";
    public static final String UNREGISTERED = "unregistered";
    public static final String THROTTLED = "throttled";
    public static final String NOT_SENT = "not_sent";

    /// The user's device went while its send waited, or into quarantine (claim.lua).
    private static final Set<String> DEVICE_GONE = Set.of("device_removed", "device_quarantined");

    /// Attempts of which even a long moment gets no more. With the longest backoff, a minute, they last for most of the
    /// hour after which Firebase says to give up ("Scale FCM to large audiences").
    public static final int MAX_ATTEMPTS = 50;

    /// Begins the reason of a delivery that may have arrived at first and was refused when tried again.
    private static final String REFUSED_LATER = "refused_later:";

    /// With a further outcome. What may have arrived stays unconfirmed until the provider accepts it: a later refusal
    /// only ends the attempts.
    public Delivery with(String newOutcome, String newReason, @Nullable String newProviderId, long now) {
        boolean refused = newOutcome.equals(REJECTED) || newOutcome.equals(UNREGISTERED);
        boolean accepted = newOutcome.equals(ACCEPTED);
        if (UNCONFIRMED.equals(outcome) && !accepted) {
            newReason = refused ? REFUSED_LATER + newReason : newReason;
            newOutcome = UNCONFIRMED;
        }
        return new Delivery(
                deviceId, app, deviceToken, newOutcome, newReason, newProviderId, attempts + 1, now, 0, proven);
    }

    /// To be tried again at that instant at the earliest.
    public Delivery notBefore(long atEarliestMillis) {
        return new Delivery(
                deviceId, app, deviceToken, outcome, reason, providerId, attempts, atMillis, atEarliestMillis, proven);
    }

    /// Not attempted, for this reason: what its receipt says if nothing comes after. What an attempt said stays.
    public Delivery notAttempted(String why, long now) {
        return attempts > 0
                ? this
                : new Delivery(
                        deviceId, app, deviceToken, NOT_SENT, why, providerId, attempts, now, notBeforeMillis, proven);
    }

    /// Whether the device may get a further attempt.
    public boolean isOpen() {
        if (outcome == null) return true;
        if (attempts >= MAX_ATTEMPTS) return false;
        return switch (outcome) {
            case ACCEPTED, REJECTED, UNREGISTERED -> false;
            case UNCONFIRMED -> reason == null || !(DEVICE_GONE.contains(reason) || reason.startsWith(REFUSED_LATER));
            default -> true;
        };
    }

    /// Reads deliveries as a send's record has them; empty bytes: none.
    static List<Delivery> read(byte[] packed) {
        if (packed.length == 0) return List.of();
        var from = new Unpacked(packed);
        return from.list(() -> read(from));
    }

    private static Delivery read(Unpacked from) {
        from.array();
        return new Delivery(
                from.textOrNull(),
                from.text(),
                DeviceTokenBytes.unpack(from.bytes()),
                from.textOrNull(),
                from.textOrNull(),
                from.textOrNull(),
                from.smallNumber(),
                from.number(),
                from.number(),
                from.number() == 1);
    }

    /// Reads deliveries as a receipt has them; empty bytes: none.
    static List<Delivery> readFromReceipt(byte[] packed) {
        if (packed.length == 0) return List.of();
        var from = new Unpacked(packed);
        return from.list(() -> readFromReceipt(from));
    }

    private static Delivery readFromReceipt(Unpacked from) {
        from.array();
        return new Delivery(
                from.textOrNull(),
                from.text(),
                "",
                from.textOrNull(),
                from.textOrNull(),
                from.textOrNull(),
                from.smallNumber(),
                from.number(),
                0,
                false);
    }

    static byte[] packed(List<Delivery> deliveries) {
        var to = Packed.within().array(deliveries.size());
        for (var d : deliveries) {
            to.array(10)
                    .put(d.deviceId)
                    .put(d.app)
                    .put(DeviceTokenBytes.pack(d.deviceToken))
                    .put(d.outcome)
                    .put(d.reason);
            to.put(d.providerId).put(d.attempts).put(d.atMillis);
            to.put(d.notBeforeMillis).put(d.proven ? 1 : 0);
        }
        return to.bytes();
    }

    /// Never the device token.
    @Override
    public String toString() {
        return "Delivery[" + deviceId + " " + app + " " + outcome + "]";
    }
}
