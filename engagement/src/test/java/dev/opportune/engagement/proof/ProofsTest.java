package dev.opportune.engagement.proof;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.opportune.engagement.proof.Proofs.Claim;
import dev.opportune.engagement.proof.Proofs.Opened;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProofsTest {

    private static final String SEND = "2a-01jdc5q8m0zy4x2w9v7t6s5r3q";
    private static final Claim CLAIM = new Claim(1_795_000_000L, 4_000_000_000L, "user-4711-ab");
    private static final int CHANGES = 1_000_000;

    private final Random chance = new Random(1);
    private final ProofKey first = key(1);
    private final ProofKey second = key(255);
    private final Proofs proofs = new Proofs(List.of(first));

    private ProofKey key(int id) {
        var secret = new byte[ProofKey.SECRET_BYTES];
        chance.nextBytes(secret);
        return new ProofKey(id, secret);
    }

    @Test
    void what_was_sealed_is_opened() {
        assertThat(proofs.open(SEND, proofs.seal(SEND, CLAIM))).isEqualTo(new Opened.Sound(CLAIM));
    }

    @Test
    void ids_of_1_to_128_bytes_are_sealed_in_as_many_characters_as_are_told() {
        for (int bytes = 1; bytes <= 128; bytes++) {
            var claim = new Claim(1, 2, "é".repeat(bytes / 2) + "e".repeat(bytes % 2));
            var proof = proofs.seal(SEND, claim);
            assertThat(proof).hasSize(Proofs.characters(bytes));
            assertThat(proofs.open(SEND, proof)).isEqualTo(new Opened.Sound(claim));
        }
        assertThat(Proofs.characters(12)).isLessThanOrEqualTo(55);
        assertThat(Proofs.characters(128)).isLessThanOrEqualTo(210);
    }

    @Test
    void a_proof_with_one_bit_changed_is_refused() {
        for (int i = 0; i < CHANGES; i++) {
            var proof = proofs.seal(SEND, new Claim(i, 7L * i, "u-" + i)).getBytes(US_ASCII);
            proof[chance.nextInt(proof.length)] ^= (byte) (1 << chance.nextInt(7));
            var opened = proofs.open(SEND, new String(proof, US_ASCII));
            if (opened instanceof Opened.Sound) throw new AssertionError("opened: " + new String(proof, US_ASCII));
        }
    }

    @Test
    void the_last_characters_spare_bits_make_no_second_proof() {
        var proof = proofs.seal(SEND, new Claim(1, 2, "ab"));
        var bytes = Base64.getUrlDecoder().decode(proof);
        for (char last = 'A'; last <= 'z'; last++) {
            var other = proof.substring(0, proof.length() - 1) + last;
            if (other.equals(proof)) continue;
            assertThat(proofs.open(SEND, other))
                    .as(other + " of " + bytes.length)
                    .isNotInstanceOf(Opened.Sound.class);
        }
    }

    @Test
    void the_proof_of_one_send_is_none_of_another() {
        var other = SEND.replace('q', 'p');
        assertThat(proofs.open(other, proofs.seal(SEND, CLAIM))).isEqualTo(new Opened.Bad());
    }

    @Test
    void what_is_no_proof_is_refused() {
        for (var text : List.of("", "A", "AAAA", "ü", "=", "A".repeat(300))) {
            assertThat(proofs.open(SEND, text)).isEqualTo(new Opened.Bad());
        }
    }

    @Test
    void equal_input_gives_an_equal_proof_and_another_label_gives_unrelated_bytes() {
        var proof = Base64.getUrlDecoder().decode(proofs.seal(SEND, CLAIM));
        assertThat(Base64.getUrlDecoder().decode(proofs.seal(SEND, CLAIM))).isEqualTo(proof);
        var other = new Claim(CLAIM.second(), CLAIM.label() + 1, CLAIM.user());
        var another = Base64.getUrlDecoder().decode(proofs.seal(SEND, other));
        int same = 0;
        for (int i = 1; i < proof.length; i++) if (proof[i] == another[i]) same++;
        assertThat(same).isLessThan(proof.length / 6);
    }

    @Test
    void the_first_key_seals_and_all_open() {
        var rotated = new Proofs(List.of(second, first));
        var old = proofs.seal(SEND, CLAIM);
        var young = rotated.seal(SEND, CLAIM);
        assertThat(rotated.open(SEND, old)).isEqualTo(new Opened.Sound(CLAIM));
        assertThat(rotated.open(SEND, young)).isEqualTo(new Opened.Sound(CLAIM));
        assertThat(proofs.open(SEND, young)).isEqualTo(new Opened.UnknownKey());
    }

    @Test
    void a_bad_key_is_named() {
        assertThatThrownBy(() -> new ProofKey(256, new byte[32])).hasMessage("id: 256 (expected: 0 to 255)");
        assertThatThrownBy(() -> new ProofKey(1, new byte[16])).hasMessage("secret: 16 bytes (expected: 32)");
        assertThatThrownBy(() -> new Proofs(List.of(first, first)))
                .hasMessage("keys: two have the id 1 (expected: one each)");
        assertThatThrownBy(() -> new Proofs(List.of())).hasMessage("keys: none (expected: one at least)");
    }
}
