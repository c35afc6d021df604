package dev.opportune.connectors.apns;

import com.eatthepath.pushy.apns.auth.ApnsSigningKey;
import dev.opportune.connectors.wire.ConfiguredFile;
import dev.opportune.connectors.wire.PrivateKeyPem;
import dev.opportune.connectors.wire.PrivateKeyPem.WrongKeyException;
import dev.opportune.connectors.wire.UnusableFileException;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.InvalidParameterSpecException;

/// The `.p8` file that Apple hands out: a private key on the curve P-256, since provider tokens are signed with ES256
/// ("Establishing a token-based connection to APNs").
final class ApnsKeyFile {

    private static final String SETTING = "key_file";
    private static final String CURVE = "secp256r1";

    private ApnsKeyFile() {}

    /// The settings' key; [UnusableFileException] when the file holds none that Apple would know.
    static ApnsSigningKey read(ApnsSettings settings) {
        var text = new String(ConfiguredFile.read(SETTING, settings.keyFile()), StandardCharsets.UTF_8);
        try {
            return new ApnsSigningKey(settings.keyId(), settings.teamId(), onCurve(PrivateKeyPem.read(text)));
        } catch (WrongKeyException e) {
            throw new UnusableFileException(
                    SETTING, settings.keyFile(), "is not an Apple .p8 key (PKCS#8, EC P-256, PEM): it " + e.what(), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM offers no signature that APNs would accept", e);
        }
    }

    private static ECPrivateKey onCurve(PrivateKey key) throws WrongKeyException, GeneralSecurityException {
        if (!(key instanceof ECPrivateKey ec)) {
            throw new WrongKeyException("is a key for " + key.getAlgorithm() + " (expected: EC P-256)");
        }
        if (!isP256(ec.getParams())) {
            throw new WrongKeyException(
                    "is on another curve, of " + ec.getParams().getOrder().bitLength()
                            + " bits (expected: P-256, as in the file that Apple gives)");
        }
        return ec;
    }

    private static boolean isP256(ECParameterSpec given) throws GeneralSecurityException {
        ECParameterSpec expected = p256();
        return given.getCurve().equals(expected.getCurve())
                && given.getGenerator().equals(expected.getGenerator())
                && given.getOrder().equals(expected.getOrder());
    }

    private static ECParameterSpec p256() throws GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        try {
            parameters.init(new ECGenParameterSpec(CURVE));
        } catch (InvalidParameterSpecException e) {
            throw new IllegalStateException("this JVM does not know " + CURVE, e);
        }
        return parameters.getParameterSpec(ECParameterSpec.class);
    }
}
