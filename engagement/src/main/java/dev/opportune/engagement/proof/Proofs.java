package dev.opportune.engagement.proof;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Seals and opens proofs: base64url of `key id (1) ‖ SIV (16) ‖ AES-128-CTR(second (4) ‖ label (4) ‖
/// user id)`, where the SIV is both tag and first counter block: HMAC-SHA-256(send_id ‖ plaintext), cut.
/// Equal input gives an equal proof, and there is no nonce that could come twice (as in RFC 5297). The
/// bytes that are tagged tell where a send's id ends, for its form has one length for each place of its
/// hyphen.
///
/// Confined to a lane: ciphers are kept and not thread-safe. About a microsecond each way
/// (`docs/results/engagement.md`).
public final class Proofs {

    private static final int HEAD_BYTES = 1 + Sealer.SIV_BYTES;
    private static final int FIXED_BYTES = 8;
    private static final int MOST_USER_BYTES = 128;
    private static final Base64.Encoder TO_TEXT = Base64.getUrlEncoder().withoutPadding();

    private final Sealer seals;
    private final Map<Integer, Sealer> opens = new HashMap<>();

    /// @param keys the first one seals, all open; each id once
    public Proofs(List<ProofKey> keys) {
        if (keys.isEmpty()) throw new IllegalArgumentException("keys: none (expected: one at least)");
        for (var key : keys) {
            if (opens.put(key.id(), new Sealer(key)) != null) {
                throw new IllegalArgumentException("keys: two have the id " + key.id() + " (expected: one each)");
            }
        }
        this.seals = new Sealer(keys.getFirst());
    }

    /// What a proof says.
    ///
    /// @param second in which the send left its touch, since 1970
    /// @param label the number of what it counts under
    public record Claim(long second, long label, String user) {}

    /// What came of opening one.
    public sealed interface Opened {
        record Sound(Claim claim) implements Opened {}

        /// None of ours, or of another send.
        record Bad() implements Opened {}

        /// Its key is not, or no longer, among ours.
        record UnknownKey() implements Opened {}
    }

    /// How many characters a proof has.
    ///
    /// @param userBytes of the user's id in UTF-8
    public static int characters(int userBytes) {
        return (4 * (HEAD_BYTES + FIXED_BYTES + userBytes) + 2) / 3;
    }

    public String seal(String sendId, Claim claim) {
        var user = claim.user.getBytes(UTF_8);
        var sealed = new byte[HEAD_BYTES + FIXED_BYTES + user.length];
        sealed[0] = (byte) seals.id();
        var plain = ByteBuffer.wrap(sealed, HEAD_BYTES, FIXED_BYTES + user.length);
        plain.putInt((int) claim.second).putInt((int) claim.label).put(user);
        seals.tag(sendId.getBytes(US_ASCII), sealed, HEAD_BYTES, sealed, 1);
        seals.crypt(sealed, 1, HEAD_BYTES);
        return TO_TEXT.encodeToString(sealed);
    }

    public Opened open(String sendId, String proof) {
        byte[] sealed;
        try {
            sealed = Base64.getUrlDecoder().decode(proof);
        } catch (IllegalArgumentException _) {
            return new Opened.Bad();
        }
        int userBytes = sealed.length - HEAD_BYTES - FIXED_BYTES;
        // One proof has one text: the last character's spare bits and padding would make others of it.
        if (userBytes < 1
                || userBytes > MOST_USER_BYTES
                || !TO_TEXT.encodeToString(sealed).equals(proof)) {
            return new Opened.Bad();
        }
        var key = opens.get(Byte.toUnsignedInt(sealed[0]));
        if (key == null) return new Opened.UnknownKey();
        key.crypt(sealed, 1, HEAD_BYTES);
        if (!key.isTag(sendId.getBytes(UTF_8), sealed, HEAD_BYTES, sealed, 1)) return new Opened.Bad();
        var plain = ByteBuffer.wrap(sealed, HEAD_BYTES, FIXED_BYTES);
        long second = Integer.toUnsignedLong(plain.getInt());
        long label = Integer.toUnsignedLong(plain.getInt());
        var user = new String(sealed, HEAD_BYTES + FIXED_BYTES, userBytes, UTF_8);
        return new Opened.Sound(new Claim(second, label, user));
    }
}
