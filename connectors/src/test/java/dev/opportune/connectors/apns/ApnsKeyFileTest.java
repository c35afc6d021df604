package dev.opportune.connectors.apns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.eatthepath.pushy.apns.auth.ApnsSigningKey;
import dev.opportune.connectors.apns.ApnsSettings.Environment;
import dev.opportune.connectors.wire.UnusableFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which files are a key that Apple could know.
class ApnsKeyFileTest {

    /// This JVM reads keys on secp256k1 and makes none.
    private static final String ON_SECP256K1 =
            "MIGEAgEAMBAGByqGSM49AgEGBSuBBAAKBG0wawIBAQQgkXzztVghIov+ivquXLgAUbZtlV17tLz/MmBIsSBN/uyhRANCAAThPUeCpIzoOPbdtCZoPAp5QciAAuOWpKhUBtcwEcGAON+FInyGOHKkOWwNIL35R1+X7BFHTA06Sb5kzXAqIqpC";

    @TempDir
    private Path folder;

    @Test
    void a_key_on_P_256_is_taken_with_any_line_breaks() throws Exception {
        String pem = pem(ec("secp256r1"));
        assertThat(read(pem).getKeyId()).isEqualTo("KEY4567890");
        assertThat(read(pem.replace("\n", "\r\n")).getTeamId()).isEqualTo("TEAM567890");
        assertThat(read("\ufeff" + pem).getParams().getOrder().bitLength()).isEqualTo(256);
    }

    @Test
    void a_key_on_another_curve_is_refused_by_name() throws Exception {
        refused(
                pem(ec("secp384r1")),
                "it is on another curve, of 384 bits (expected: P-256, as in the file that Apple");
        refused(pem(ec("secp521r1")), "it is on another curve, of 521 bits (expected: P-256, ");
        refused(
                pem(Base64.getDecoder().decode(ON_SECP256K1)),
                "it is on another curve, of 256 bits (expected: P-256, ");
    }

    @Test
    void a_key_of_another_kind_is_refused_by_name() throws Exception {
        refused(pem(other("RSA")), "it is a key for RSA (expected: EC P-256)");
        refused(pem(other("EdDSA")), "it is a key for EdDSA (expected: EC P-256)");
        refused(
                pem(ec("secp256r1")).replace("PRIVATE KEY", "EC PRIVATE KEY"),
                "it is in the older form SEC1 (expected: ");
        refused(pem(ec("secp256r1")).replace("PRIVATE KEY", "PUBLIC KEY"), "it is a public key (expected: ");
        refused(pem(ec("secp256r1")).replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"), "it is encrypted ");
        refused(pem(ec("secp256r1")).replace("PRIVATE KEY", "CERTIFICATE"), "it is a certificate (expected: ");
    }

    @Test
    void a_key_that_was_cut_short_is_refused_by_name() throws Exception {
        byte[] whole = ec("secp256r1");
        for (int bytes : new int[] {3, 30, 60}) {
            refused(pem(Arrays.copyOf(whole, bytes)), "it is damaged or cut short (expected: all of its lines)");
        }
        refused(pem(whole).substring(0, 120), "it is cut short: the line -----END PRIVATE KEY----- is missing");
        refused("", "it is empty");
        refused("{\"type\":\"service_account\"}", "it has no line -----BEGIN PRIVATE KEY-----");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "my shop",
                "shop",
                "com.example.",
                ".com.example",
                "com..example",
                "com.example.shop ",
                "com.shöp",
                "com.example/shop",
                "com.example.shop,com.example.other",
                "com_example.shop"
            })
    void a_topic_that_is_no_bundle_id_is_refused(String topic) {
        assertThatThrownBy(() -> settings(topic, "KEY4567890", "TEAM567890"))
                .hasMessage(
                        "topic: \"" + topic + "\" (expected: the app's bundle id, such as com.example.shop: letters,"
                                + " digits, hyphens and dots)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"com.example.shop", "com.example.shop.voip", "com.Example-2.shop.push-type.liveactivity"})
    void a_bundle_id_is_a_topic_with_and_without_a_suffix_of_Apples(String topic) {
        assertThat(settings(topic, "KEY4567890", "TEAM567890").topic()).isEqualTo(topic);
    }

    @ParameterizedTest
    @ValueSource(strings = {"          ", "KEY456789 ", "KEY-567890", "KËY4567890"})
    void an_id_has_letters_and_digits_alone(String id) {
        assertThatThrownBy(() -> settings("com.example.shop", id, "TEAM567890"))
                .hasMessage("key_id: \"" + id + "\" (expected: 10 letters and digits)");
        assertThatThrownBy(() -> settings("com.example.shop", "KEY4567890", id))
                .hasMessage("team_id: \"" + id + "\" (expected: 10 letters and digits)");
    }

    private void refused(String content, String why) {
        assertThatThrownBy(() -> read(content))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageContaining(" is not an Apple .p8 key (PKCS#8, EC P-256, PEM): " + why);
    }

    private ApnsSigningKey read(String content) throws IOException {
        Files.writeString(folder.resolve("AuthKey.p8"), content);
        return ApnsKeyFile.read(settings("com.example.shop", "KEY4567890", "TEAM567890"));
    }

    private ApnsSettings settings(String topic, String keyId, String teamId) {
        return new ApnsSettings(
                "shop-ios", topic, Environment.SANDBOX, folder.resolve("AuthKey.p8"), keyId, teamId, null, null);
    }

    private static byte[] ec(String curve) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair().getPrivate().getEncoded();
    }

    private static byte[] other(String algorithm) throws GeneralSecurityException {
        return KeyPairGenerator.getInstance(algorithm)
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
    }

    private static String pem(byte[] der) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END PRIVATE KEY-----\n";
    }
}
