package dev.opportune.connectors.verdict;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/// What an app's settings are recognized by: short, since it is kept beside each quarantine, and a digest, since a key
/// is among them.
public final class SettingsMark {

    /// Two apps of a gateway, or an app's settings of today and of last year, share one by chance once in 2^72.
    private static final int BYTES = 9;

    private SettingsMark() {}

    /// Twelve letters, digits, `-` and `_`, the same for the same parts.
    public static String of(Object... parts) {
        MessageDigest sha256 = sha256();
        for (Object part : parts) {
            byte[] bytes =
                    part instanceof byte[] given ? given : part.toString().getBytes(StandardCharsets.UTF_8);
            sha256.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
            sha256.update(bytes);
        }
        return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(sha256.digest(), BYTES));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
