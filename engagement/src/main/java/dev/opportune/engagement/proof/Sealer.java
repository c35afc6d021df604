package dev.opportune.engagement.proof;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;

/// Tags and encrypts by one key. Not thread-safe.
final class Sealer {

    static final int SIV_BYTES = 16;

    private static final int BLOCK = 16;

    private final int id;
    private final Mac mac;
    private final Cipher cipher;
    private byte[] counters = new byte[4 * BLOCK];
    private byte[] keystream = new byte[4 * BLOCK];

    Sealer(ProofKey key) {
        try {
            this.id = key.id();
            this.mac = key.tagging();
            this.cipher = key.encrypting();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    int id() {
        return id;
    }

    /// Writes the tag of what begins at `from` and ends with its array.
    void tag(byte[] sendId, byte[] plain, int from, byte[] into, int at) {
        System.arraycopy(tagOf(sendId, plain, from), 0, into, at, SIV_BYTES);
    }

    /// Compares in constant time.
    boolean isTag(byte[] sendId, byte[] plain, int from, byte[] sealed, int at) {
        return MessageDigest.isEqual(
                Arrays.copyOf(tagOf(sendId, plain, from), SIV_BYTES), Arrays.copyOfRange(sealed, at, at + SIV_BYTES));
    }

    private byte[] tagOf(byte[] sendId, byte[] plain, int from) {
        mac.update(sendId);
        mac.update(plain, from, plain.length - from);
        return mac.doFinal();
    }

    /// CTR from the block at `siv` on, over what begins at `from` and ends with its array: encrypts, and decrypts.
    void crypt(byte[] bytes, int siv, int from) {
        int blocks = (bytes.length - from + BLOCK - 1) / BLOCK;
        if (counters.length < blocks * BLOCK) {
            counters = new byte[blocks * BLOCK];
            keystream = new byte[blocks * BLOCK];
        }
        System.arraycopy(bytes, siv, counters, 0, BLOCK);
        for (int i = 1; i < blocks; i++) {
            System.arraycopy(counters, (i - 1) * BLOCK, counters, i * BLOCK, BLOCK);
            increment(counters, i * BLOCK);
        }
        try {
            int _ = cipher.update(counters, 0, blocks * BLOCK, keystream, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        for (int i = from; i < bytes.length; i++) bytes[i] ^= keystream[i - from];
    }

    private static void increment(byte[] counters, int block) {
        for (int i = block + BLOCK - 1; i >= block; i--) if (++counters[i] != 0) return;
    }
}
