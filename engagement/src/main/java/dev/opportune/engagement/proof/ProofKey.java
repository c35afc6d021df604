package dev.opportune.engagement.proof;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// One key of the keys file, and what is derived from it: a key that tags and one that encrypts.
public final class ProofKey {

    public static final int MOST_ID = 255;
    public static final int SECRET_BYTES = 32;

    private static final String HMAC = "HmacSHA256";
    private static final int AES_BYTES = 16;

    private final int id;
    private final SecretKeySpec tags;
    private final SecretKeySpec encrypts;

    /// @param id begins each proof by it: 0 to [#MOST_ID]
    /// @param secret of [#SECRET_BYTES] random bytes
    public ProofKey(int id, byte[] secret) {
        if (id < 0 || id > MOST_ID) {
            throw new IllegalArgumentException("id: " + id + " (expected: 0 to " + MOST_ID + ")");
        }
        if (secret.length != SECRET_BYTES) {
            throw new IllegalArgumentException("secret: " + secret.length + " bytes (expected: " + SECRET_BYTES + ")");
        }
        this.id = id;
        this.tags = new SecretKeySpec(derived(secret, "opportune proof tag"), HMAC);
        this.encrypts = new SecretKeySpec(Arrays.copyOf(derived(secret, "opportune proof cipher"), AES_BYTES), "AES");
    }

    public int id() {
        return id;
    }

    Mac tagging() throws GeneralSecurityException {
        var mac = Mac.getInstance(HMAC);
        mac.init(tags);
        return mac;
    }

    /// Encrypts the counter's blocks: by hand, since CTR of the JDK's would be made anew for each proof.
    Cipher encrypting() throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/ECB/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, encrypts);
        return cipher;
    }

    private static byte[] derived(byte[] secret, String use) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret, HMAC));
            return mac.doFinal(use.getBytes(US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Never the secret.
    @Override
    public String toString() {
        return "ProofKey[" + id + "]";
    }
}
