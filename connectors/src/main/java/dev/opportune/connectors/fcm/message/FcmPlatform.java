package dev.opportune.connectors.fcm.message;

/// A kind of device that Firebase reaches.
public enum FcmPlatform {
    ANDROID,
    /// By Apple's push service, which Firebase asks in its own right.
    IOS,
    /// Browsers, by the push service of whoever made them (RFC 8030).
    WEB
}
