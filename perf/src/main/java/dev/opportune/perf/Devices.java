package dev.opportune.perf;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// The devices of a run's users, as an import has them.
public final class Devices {

    private static final HexFormat HEX = HexFormat.of();

    private Devices() {}

    /// An iPhone.
    ///
    /// @param user of at most 32 characters: Apple's device tokens have 32 bytes
    public static String iphone(String user) {
        String padded = (user + "-".repeat(32)).substring(0, 32);
        return device("iphone", "shop-ios", HEX.formatHex(padded.getBytes(StandardCharsets.US_ASCII)));
    }

    public static String android(String user) {
        return device("android", "shop-android", "and-" + user);
    }

    private static String device(String id, String app, String deviceToken) {
        return "{\"device_id\":\"%s\",\"app\":\"%s\",\"device_token\":\"%s\"}".formatted(id, app, deviceToken);
    }
}
