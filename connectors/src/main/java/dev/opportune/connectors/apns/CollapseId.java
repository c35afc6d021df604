package dev.opportune.connectors.apns;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// A collapse id as `apns-collapse-id` can carry it: at most 64 bytes ("Sending notification requests to APNs")
/// of what an HTTP field may hold (RFC 9110, 5.5). Any other is replaced by a digest of it, so that equal ids
/// stay equal and different ones different: Netty would write every character beyond Latin-1 as `?`.
final class CollapseId {

    private static final int MAX_BYTES = 64;

    private CollapseId() {}

    static String of(String id) {
        return fits(id) ? id : digest(id);
    }

    private static boolean fits(String id) {
        return !id.isEmpty() && id.length() <= MAX_BYTES && id.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private static String digest(String id) {
        try {
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
