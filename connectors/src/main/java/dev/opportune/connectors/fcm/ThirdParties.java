package dev.opportune.connectors.fcm;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What the Firebase project lacks to reach iPhones or browsers, as its answers tell. It is said until a device gets
/// through that did not, or until nothing was heard of it for [#STANDS]. Thread-safe.
final class ThirdParties {

    static final Duration STANDS = Duration.ofMinutes(15);

    private static final String APPLE = "the APNs key for iPhones (project settings, Cloud Messaging, Apple app"
            + " configuration: a .p8 of the app's own team)";
    private static final String WEB_PUSH =
            "the Web Push certificate for browsers (project settings, Cloud Messaging, web configuration)";

    /// @param address of the device that was refused last
    private record Refused(String missing, String address, long atNanos) {}

    private final LongSupplier nanoTime;
    private volatile @Nullable Refused latest;

    ThirdParties(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void refused(FcmError error, String address) {
        latest = new Refused(missing(error), address, nanoTime.getAsLong());
    }

    private static String missing(FcmError error) {
        if (error.apnsReason() != null) return APPLE;
        return error.saysWebPush() ? WEB_PUSH : APPLE + ", or " + WEB_PUSH;
    }

    void accepted(String address) {
        Refused known = latest;
        if (known != null && known.address.equals(address)) latest = null;
    }

    /// What is missing in Firebase, as the end of a sentence; null when nothing is known to be.
    @Nullable
    String missing() {
        Refused known = latest;
        return known == null || nanoTime.getAsLong() - known.atNanos >= STANDS.toNanos() ? null : known.missing;
    }
}
