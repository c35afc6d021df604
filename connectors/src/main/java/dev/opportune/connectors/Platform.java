package dev.opportune.connectors;

/// The push services that exist here.
public enum Platform {
    /// Apple Push Notification service; 4096 bytes by Apple's "Generating a remote notification".
    APNS(4096),
    /// Firebase Cloud Messaging; 4096 bytes by Firebase's "About FCM messages".
    FCM(4096);

    private final int maxPayloadBytes;

    Platform(int maxPayloadBytes) {
        this.maxPayloadBytes = maxPayloadBytes;
    }

    public int maxPayloadBytes() {
        return maxPayloadBytes;
    }
}
