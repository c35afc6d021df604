package dev.opportune.connectors;

/// What is known of a device token before a message goes to it.
public enum Standing {
    /// A provider has accepted a message for it before.
    PROVEN,
    /// None has yet: it may be dead, foreign or invented. Providers punish those who send to many of these.
    UNPROVEN
}
