package dev.opportune.connectors;

/// How much a push may disturb: set by its category, never by the caller.
public enum Urgency {
    /// When it suits the device's battery: `apns-priority` 5, FCM `NORMAL`.
    NORMAL,
    /// At once: `apns-priority` 10, FCM `HIGH`.
    HIGH,
    /// At once, and through Apple's Focus where the user allows it: `interruption-level` `time-sensitive`.
    TIME_SENSITIVE
}
