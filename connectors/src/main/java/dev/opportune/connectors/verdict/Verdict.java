package dev.opportune.connectors.verdict;

/// Whose fault it is that a provider called a device token another app's.
public enum Verdict {
    /// The device's: the app gets through to others.
    DEVICE,
    /// Nobody knows yet.
    UNCLEAR,
    /// That of the app's settings: nearly every device gets these words.
    SETTINGS
}
