package dev.opportune.simulator.record;

import java.util.Locale;

/// Which of the two push services a connection, a push or a script belongs to.
public enum Provider {
    APNS,
    FCM;

    /// The name on the control port and in the record: `apns` or `fcm`.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The provider of that wire name.
    ///
    /// @throws IllegalArgumentException for any other name
    public static Provider ofWireName(String wireName) {
        for (Provider provider : values()) {
            if (provider.wireName().equals(wireName)) return provider;
        }
        throw new IllegalArgumentException("provider: " + wireName + " (expected: apns or fcm)");
    }
}
