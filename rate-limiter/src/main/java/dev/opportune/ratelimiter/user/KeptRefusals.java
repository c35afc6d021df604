package dev.opportune.ratelimiter.user;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// That what a user refused outlives the user's erasure, for imports alone: lest a list that is older than the erasure
/// make allowed what was refused. What is kept tells no user: it is found by a digest that nobody makes without the
/// key. Immutable.
public final class KeptRefusals {

    /// The least bytes of a key.
    public static final int MIN_KEY_BYTES = 32;

    public static final Duration DEFAULT_RETENTION = Duration.ofDays(730);
    public static final Duration MAX_RETENTION = Duration.ofDays(3650);

    private static final String HMAC = "HmacSHA256";
    private static final int DIGEST_BYTES = 16;

    private final SecretKeySpec key;
    private final Duration retention;

    /// @param key of all gateways that share the data, and for as long as the retention
    public KeptRefusals(byte[] key, Duration retention) {
        if (key.length < MIN_KEY_BYTES) {
            throw new IllegalArgumentException(
                    "a key of " + key.length + " bytes (expected: at least " + MIN_KEY_BYTES + ")");
        }
        this.key = new SecretKeySpec(key, HMAC);
        this.retention = retention;
    }

    Duration retention() {
        return retention;
    }

    String digest(String user) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(key);
            byte[] digest = mac.doFinal(user.getBytes(UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, DIGEST_BYTES));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }
}
