package dev.opportune.ratelimiter.redis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One send to one device, as its record keeps it.
///
/// @param deviceId null for a device given in the request
/// @param deviceToken what only the app's connector understands; absent in receipts
/// @param outcome null while there is none
/// @param atMillis when the outcome came; 0 while there is none
public record Delivery(
        @Nullable String deviceId,
        String app,
        String deviceToken,
        @Nullable String outcome,
        @Nullable String reason,
        @Nullable String providerId,
        int attempts,
        long atMillis) {

    public static final String DEVICE_REMOVED = "device_removed";

    static Delivery read(Unpacked from) {
        int members = from.array();
        var deviceId = from.textOrNull();
        var app = from.text();
        var deviceToken = from.text();
        if (members == 3) return new Delivery(deviceId, app, deviceToken, null, null, null, 0, 0);
        return new Delivery(
                deviceId,
                app,
                deviceToken,
                from.textOrNull(),
                from.textOrNull(),
                from.textOrNull(),
                from.smallNumber(),
                from.number());
    }

    static Delivery readFromReceipt(Unpacked from) {
        from.array();
        return new Delivery(
                from.textOrNull(),
                from.text(),
                "",
                from.textOrNull(),
                from.textOrNull(),
                from.textOrNull(),
                from.smallNumber(),
                from.number());
    }

    static void write(List<Delivery> deliveries, Packed to) {
        to.array(deliveries.size());
        for (var d : deliveries) {
            to.array(8)
                    .put(d.deviceId)
                    .put(d.app)
                    .put(d.deviceToken)
                    .put(d.outcome)
                    .put(d.reason);
            to.put(d.providerId).put(d.attempts).put(d.atMillis);
        }
    }

    /// Never the device token.
    @Override
    public String toString() {
        return "Delivery[" + deviceId + " " + app + " " + outcome + "]";
    }
}
