package dev.opportune.gateway.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What a webhook's deliveries are signed with, as
/// [Standard Webhooks](https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md) has
/// it: HMAC-SHA256 of id, timestamp and body. Immutable.
public final class Secret {

    public static final String PREFIX = "whsec_";

    static final int LEAST_BYTES = 24;
    static final int MOST_BYTES = 64;

    private static final String EXPECTED = "not a secret (expected: " + PREFIX + " and the base64 of " + LEAST_BYTES
            + " to " + MOST_BYTES + " bytes, as key webhook prints)";

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    private Secret(byte[] bytes) {
        this.key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /// Reads one; throws an [IllegalArgumentException] that does not show it.
    static Secret parse(String text) {
        if (!text.startsWith(PREFIX)) throw new IllegalArgumentException(EXPECTED);
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text.substring(PREFIX.length()));
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException(EXPECTED); // the cause would show a part of it
        }
        if (bytes.length < LEAST_BYTES || bytes.length > MOST_BYTES) throw new IllegalArgumentException(EXPECTED);
        return new Secret(bytes);
    }

    /// `v1,` and the signature.
    String sign(String id, long atSeconds, byte[] body) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + '.' + atSeconds + '.').getBytes(UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /// Says nothing of it.
    @Override
    public String toString() {
        return "Secret";
    }
}
