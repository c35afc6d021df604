package dev.opportune.ratelimiter.send;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// The touch that a send left: that its user may have been shown it, and may be asked what became of that.
///
/// @param second since 1970, in which its places were taken
/// @param label the number of what it counts under
public record Touched(long second, long label) {

    private static final int DIGEST_BYTES = 4;

    /// By which a user's touches know the send (`digest_of` in `touches.lua`).
    public static byte[] digest(String sendId) {
        try {
            var sha = MessageDigest.getInstance("SHA-1").digest(sendId.getBytes(US_ASCII));
            return Arrays.copyOf(sha, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
